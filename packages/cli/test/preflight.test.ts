import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** An account with room for one image, which a campaign of three does not fit into. */
const TIGHT = {
  images: [
    { name: 'Desk', tags: { AutoUpdate: 'Enabled' } },
    { name: 'Lab', tags: { AutoUpdate: 'Enabled' } },
    {
      name: 'Lab-Failed',
      state: 'FAILED',
      daysOld: 40,
      tags: { AutoUpdate: 'Enabled', BaseName: 'Lab', UpdatedFrom: 'Lab' },
    },
    {
      name: 'Old-2',
      tags: { AutoUpdate: 'Enabled', BaseName: 'Old', UpdatedFrom: 'Old', UpdateMinutes: '90' },
    },
  ],
  fleets: [{ name: 'Office', imageName: 'Old-2' }],
  quotas: { images: 5 },
};

function scenario(content: object): readonly string[] {
  const file = join(command.home(), 'scenario.json');
  writeFileSync(file, JSON.stringify(content));
  return ['simulate', '--fresh', '--scenario', file];
}

describe('before a campaign', () => {
  test('plan says that there is no room, and what to do', async () => {
    const { code, stdout } = await command.run([...scenario(TIGHT), 'plan', '--hourly-price', '0.5']);
    expect(code).toBe(4);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain(
      '✖ This campaign needs 3 new images, and there is room for 1: the account holds 4 of 5.',
    );
    expect(text).toContain('/servicequotas/home/services/appstream2/quotas/L-E1182CCA');
    expect(text).toContain('Or delete images that pruning would delete');
    expect(text).toMatch(/needed\): Lab-Failed\./);
    expect(text).toContain('Image builders run 4.5 to 9.0 hours: 2.25 to 4.50.');
    expect(text).toContain('the shortest and the longest of 1 earlier');
    const markdown = await command.run([...scenario(TIGHT), 'plan', '--markdown']);
    expect(markdown.stdout).toContain('- **blocks**: This campaign needs 3 new images');
    const [outlook] = JSON.parse((await command.run([...scenario(TIGHT), 'plan', '--json'])).stdout);
    expect(outlook).toMatchObject({
      preflight: { verdict: 'blocks' },
      cost: { builderHours: { least: 4.5 } },
    });
  });

  test('plan foretells the end, from what successors remember and what the quotas leave', async () => {
    const forecastOf = async (quotas: object, ...flags: readonly string[]) => {
      const args = [...scenario({ ...TIGHT, quotas }), 'plan', '--json', ...flags];
      const [{ forecast }] = JSON.parse((await command.run(args)).stdout);
      return forecast;
    };
    const wide = await forecastOf({ images: 40 });
    expect(wide.basedOn).toEqual({ known: 1, past: 1 });
    expect(wide.half).toBeGreaterThan(60);
    expect(wide.ninety).toBeGreaterThan(wide.half);
    // One after the other it takes about three times as long, whether the batch or the quota says so.
    expect((await forecastOf({ images: 40 }, '--batch-size', '1')).half).toBeGreaterThan(2 * wide.half);
    expect((await forecastOf({ images: 40, concurrentUpdates: 1 })).half).toBeGreaterThan(2 * wide.half);
    const { stdout } = await command.run([...scenario(TIGHT), 'plan']);
    expect(stdout).toMatch(
      /Started now, it would be over in \d.* min, about \d\d:\d\d; nine times out of ten by/,
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'it is about the 1 of 3 images that the image quota has room for; it rests on half of all',
    );
  });

  test('a quota that can not be read is the default, and says so', async () => {
    const allow = ['appstream:*', 'sts:*', 'tag:*'];
    const { stdout } = await command.run([...scenario({ ...TIGHT, allow }), 'plan']);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('there is room for 6: the account holds 4 of 10. The quota could not be read');
    expect(text).toContain('servicequotas:GetServiceQuota');
  });
});

test('lineage shows versions, who uses them, and what nobody needs', async () => {
  const { code, stdout } = await command.run([...scenario(TIGHT), 'lineage']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Lab-Failed +\S+ +failed; unused; could be deleted/);
  expect(stdout).toMatch(
    /└─ Old-2 +\S+ +newest; from Old, which is deleted; used by fleet Office \(RUNNING\)/,
  );
  const some = await command.run([...scenario(TIGHT), 'lineage', 'De*', '--json']);
  expect(JSON.parse(some.stdout)).toMatchObject([
    { account: '123456789012', region: 'us-east-1', lineages: [{ name: 'Desk' }] },
  ]);
  const markdown = await command.run([
    ...scenario(TIGHT),
    'lineage',
    '--markdown',
    '--region',
    'us-east-1,eu-west-1',
  ]);
  expect(markdown.stdout).toContain('# Account 123456789012, us-east-1\n');
  expect(markdown.stdout).toContain('# Account 123456789012, eu-west-1\n');
  expect(await command.run([...scenario(TIGHT), 'lineage', 'Nope'])).toMatchObject({ code: 3 });
});

describe('report', () => {
  const run = ['simulate', '--speed', '20000', 'run', '--yes', '--id', 'night'];

  test('is one HTML file, with tags before and after, and needs no AWS', async () => {
    await command.run(run);
    const { code, stdout, stderr } = await command.run(['simulate', 'report', '--title', 'November']);
    const file = join(command.home(), 'report-night.html');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('November');
    expect(page).toContain('<svg');
    expect(page).toContain('NextVersion');
    expect(page).toContain('CAD-Workstation-Updated-');
  });

  test('is Markdown or CSV, into the output or a file', async () => {
    await command.run(run);
    const markdown = await command.run(['simulate', 'report', 'night', '--format', 'markdown']);
    expect(markdown.stdout).toContain('**Over: 2 of 8 images failed.**');
    const csv = await command.run([
      'simulate',
      'report',
      'night',
      '--format',
      'csv',
      '--output',
      'night.csv',
    ]);
    expect(csv.stdout).toBe(`${join(command.home(), 'night.csv')}\n`);
    // The head, eight images, and three that were no candidates.
    expect(readFileSync(join(command.home(), 'night.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(12);
    const wrong = await command.run(['simulate', 'report', '--format', 'pdf']);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('Allowed choices are html, markdown, csv.');
  });

  test('needs a campaign', async () => {
    expect(await command.run(['simulate', 'report'])).toMatchObject({ code: 3 });
    expect(await command.run(['simulate', 'report', 'never'])).toMatchObject({ code: 1 });
    expect(existsSync(join(command.home(), 'report-never.html'))).toBe(false);
  });
});
