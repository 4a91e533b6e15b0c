import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('./nightly.sh', import.meta.url));
const command = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scheduled-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function night(flags: string) {
  const { status, stdout } = spawnSync('sh', [script, folder], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      // Six in the morning is never near: the campaign of the demo takes seven simulated hours, and 23 have 14 seconds on a busy machine.
      TZ: farFromSix(),
      APPSTREAM_CAMPAIGN_HOME: join(folder, 'campaigns'),
      APPSTREAM_CAMPAIGN: `node ${command} simulate --speed 6000 ${flags}`,
    },
  });
  return { status, stdout };
}

/** A time zone in which it is between six and seven in the morning. */
function farFromSix(): string {
  const east = (((6 - new Date().getUTCHours()) % 24) + 24) % 24;
  return east <= 12 ? `Etc/GMT-${east}` : `Etc/GMT+${24 - east}`;
}

test('plans, runs and reports, and says with its exit code its result', () => {
  expect(existsSync(command), 'npm run build makes the command').toBe(true);
  const { status, stdout } = night('');
  expect(status).toBe(5);
  expect(stdout).toContain('Something is in the way of a part of it');
  expect(stdout).toContain('Some images failed: see the report.');
  expect(readFileSync(join(folder, 'plan.md'), 'utf8')).toContain('| CAD-Workstation | update |');
  expect(readFileSync(join(folder, 'campaign.log'), 'utf8')).toContain('5 updated, 2 failed, 1 skipped');
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('CAD-Workstation-Updated-');
});

test('says that there is nothing to do, and ends with an error when there is no plan', () => {
  const empty = join(folder, 'empty.json');
  writeFileSync(empty, '{}');
  expect(night(`--scenario ${empty}`)).toEqual({ status: 0, stdout: 'Nothing to do.\n' });
  expect(night('--scenario absent.json')).toEqual({ status: 2, stdout: '' });
  expect(existsSync(join(folder, 'report.html'))).toBe(false);
});

test('goes on with what a night has left open, and begins anew when nothing is', async () => {
  const clock = manualClock(new Date('2026-12-01T22:00:00Z'));
  const tags = { AutoUpdate: 'Enabled' };
  const images = ['CAD', 'Finance', 'HR', 'Lab', 'Sales'].map((name) => ({
    name,
    tags,
    update: { minutes: 150 },
  }));
  const simulator = await createSimulator({ clock, images, quotas: { images: 20 } });
  onTestFinished(() => simulator.close());
  writeFileSync(join(folder, 'appstream-campaign.json'), JSON.stringify({ batchSize: 1 }));
  const oneNight = (at: string) => {
    clock.advanceTo(new Date(at));
    return new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      const env = {
        ...{ PATH: process.env.PATH, HOME: folder, TZ: 'UTC' },
        APPSTREAM_CAMPAIGN_HOME: join(folder, 'campaigns'),
        APPSTREAM_CAMPAIGN: `node ${command} simulate --at ${simulator.url}`,
      };
      execFile('sh', [script, folder], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ status: error?.code ?? 0, stdout, stderr }),
      );
    });
  };
  const updated = () => simulator.world.images().filter(({ tags: now }) => now.AutoUpdate === 'Completed');

  const first = await oneNight('2026-12-01T22:00:00Z');
  expect(first).toMatchObject({ status: 6, stdout: expect.stringContaining('The next night goes on') });
  expect(updated()).toHaveLength(4);

  const second = await oneNight('2026-12-02T22:00:00Z');
  expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining('All images are updated.') });
  expect(updated()).toHaveLength(5);
  expect(clock.now() < new Date('2026-12-03T06:00:00Z')).toBe(true);

  simulator.world.addImage({ name: 'New', tags, update: { minutes: 150 } });
  const third = await oneNight('2026-12-03T22:00:00Z');
  expect(third).toMatchObject({ status: 0, stderr: '' });
  expect(updated().map(({ name }) => name)).toContain('New');
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('New-Updated-20261203');
});
