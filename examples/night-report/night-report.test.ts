import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator, type Simulator } from '@appstream-campaign/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { night } from './night.mjs';

const tags = { AutoUpdate: 'Enabled' };
const IMAGES = [
  { name: 'Finance', tags: { AutoUpdate: 'Completed', NextVersion: 'Finance-2' }, daysOld: 60 },
  { name: 'Finance-2', tags: { ...tags, BaseName: 'Finance', UpdatedFrom: 'Finance' }, daysOld: 30 },
  { name: 'CAD', tags, update: { outcome: 'failed' as const } },
  { name: 'Sandbox' },
];

const clock = new ManualClock('2026-12-01T02:00:00Z');
let folder = '';
let simulator: Simulator | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'night-report-'));
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator?.close();
  await rm(folder, { recursive: true });
});

async function play(quotas: {
  images: number;
}): Promise<{ verdict: string; said: string; page: () => Promise<string> }> {
  simulator = await createSimulator({ clock, images: IMAGES, quotas });
  for (const service of ['APPSTREAM', 'SERVICE_QUOTAS']) {
    vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, simulator.url);
  }
  const said: string[] = [];
  const file = join(folder, 'report.html');
  const verdict = await night({ file, clock, say: (text: string) => void said.push(text) });
  return { verdict, said: said.join('\n'), page: () => readFile(file, 'utf8') };
}

test('with room it runs and reports', async () => {
  const { verdict, said, page } = await play({ images: 10 });
  expect(verdict).toBe('fine');
  expect(said).toContain(
    'This campaign needs 2 new images, and there is room for 6: the account holds 4 of 10.',
  );
  const html = await page();
  expect(html).toContain('Over: 1 of 2 images failed.');
  expect(html).toContain('Finance-Updated-20261201');
  expect(html).toContain('NextVersion=Finance-Updated-20261201');
  expect(html).toContain('Sandbox');
});

test('without room it starts nothing, and says what to do', async () => {
  const { verdict, said, page } = await play({ images: 5 });
  expect(verdict).toBe('blocks');
  expect(said).toContain(
    'This campaign needs 2 new images, and there is room for 1: the account holds 4 of 5.',
  );
  expect(said).toMatch(/Raise the quota "Images" from 5 to at least 6: https:\/\/us-east-1\.console\.aws/);
  expect(said).toContain('Or update at most 1 image this time.');
  // The newest two versions of a lineage stay, whatever the quota.
  expect(said).not.toContain('pruning would delete');
  expect(simulator?.callsOf('CreateUpdatedImage').every(({ request }) => request.dryRun === true)).toBe(true);
  await expect(page()).rejects.toThrow('ENOENT');
});
