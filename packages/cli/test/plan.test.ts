import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

describe('plan, on the simulated account', () => {
  test('tells every enrolled image with its verdict and reason, and changes nothing', async () => {
    const first = await command.run(['simulate', 'plan']);
    expect(first).toMatchObject({ code: 4, stderr: '' });
    expect(first.stdout).toMatch(/^Account 123456789012, us-east-1/);
    expect(first.stdout).toMatch(/CAD-Workstation +update +→ CAD-Workstation-Updated-\d{8}/);
    expect(first.stdout).toMatch(/Marketing-Creative +update later +→/);
    expect(first.stdout).toMatch(/HR-Kiosk +skip +it is up to date already/);
    expect(first.stdout).toMatch(/Legacy-Claims-2016 +blocked +AppStream cannot apply managed updates/);
    expect(first.stdout).toContain('6 to update, 5 at once, 1 to skip, 1 blocked.');
    expect(first.stdout).toContain('3 images excluded; --all lists them.');
    expect(first.stdout).not.toContain('Sandbox-Windows-2025');
    const second = await command.run(['simulate', 'plan', '--all']);
    expect(second.stdout).toMatch(/Sandbox-Windows-2025 +excluded +not enrolled/);
    expect(second.stdout).toContain('6 to update, 5 at once, 1 to skip, 1 blocked.');
  });

  test('is JSON for scripts', async () => {
    const { stdout, code } = await command.run(['simulate', 'plan', '--json', '--only', 'CAD-*,HR-*']);
    expect(code).toBe(0);
    const [outlook, ...more] = JSON.parse(stdout);
    expect(more).toEqual([]);
    expect(outlook).toMatchObject({
      account: '123456789012',
      region: 'us-east-1',
      batchSize: 5,
      counts: { update: 1, first: 1, updating: 0, skip: 1, blocked: 0, excluded: 9 },
    });
    expect(outlook.images).toContainEqual({
      image: 'HR-Kiosk',
      verdict: 'skip',
      reason: { code: 'current' },
    });
  });

  test('is Markdown for tickets', async () => {
    const { stdout } = await command.run(['simulate', 'plan', '--markdown', '--only', 'HR-*,CAD-*']);
    expect(stdout).toMatch(/^## AppStream image updates: account 123456789012, us-east-1\n/);
    expect(stdout).toMatch(/\| CAD-Workstation \| update \| → CAD-Workstation-Updated-\d{8} \|/);
    expect(stdout).toContain('| HR-Kiosk | skip | it is up to date already |');
  });

  test('takes several Regions', async () => {
    const { stdout } = await command.run(['simulate', 'plan', '--region', 'us-east-1,eu-west-1', '--json']);
    const seen = JSON.parse(stdout).map(({ region, images }: { region: string; images: unknown[] }) => [
      region,
      images.length,
    ]);
    expect(seen).toEqual([
      ['us-east-1', 11],
      ['eu-west-1', 0],
    ]);
  });

  test('says with its exit code when there is nothing to do', async () => {
    expect(await command.run(['simulate', 'plan', '--only', 'HR-*'])).toMatchObject({ code: 3 });
    const elsewhere = await command.run(['simulate', 'plan', '--region', 'eu-west-1']);
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.stdout).toContain('Is it the right account and Region?');
  });

  test('reads a config file from the folder above, and flags win', async () => {
    const below = join(command.home(), 'deep', 'down');
    mkdirSync(below, { recursive: true });
    const file = join(command.home(), 'deep', 'appstream-campaign.json');
    writeFileSync(file, JSON.stringify({ only: ['CAD-*'], batchSize: 2 }));
    const counts = async (...args: readonly string[]) => {
      const { stdout } = await command.run(['simulate', 'plan', '--json', ...args], { cwd: below });
      const [{ batchSize, counts: found }] = JSON.parse(stdout);
      return [batchSize, found.update];
    };
    expect(await counts()).toEqual([2, 1]);
    expect(await counts('--only', '*')).toEqual([2, 6]);
    expect(await counts('--no-config')).toEqual([5, 6]);
  });
});
