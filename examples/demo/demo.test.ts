import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const DEMO = fileURLToPath(new URL('./demo.mjs', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../packages/lambda-handler/dist/lambda/index.mjs', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the demo as a process of its own, without a terminal; `onOutput` hears all that it has printed so far. */
function runDemo(
  args: readonly string[],
  onOutput?: (printed: string, kill: () => void) => void,
): Promise<Run> {
  const child = spawn(process.execPath, [DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      run[stream] += chunk;
      if (stream === 'stdout') onOutput?.(run.stdout, () => child.kill('SIGINT'));
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...run }));
  });
}

async function outputFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'campaign-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('the demo', () => {
  beforeAll(() => {
    if (!existsSync(BUNDLE))
      throw new Error('The Lambda bundle is not built. Run "npm test", which builds first.');
  });

  test('plays a whole campaign, and says its result', async () => {
    const output = await outputFolder();
    const { code, stdout, stderr } = await runDemo(['--speed', '4000', '--output', output]);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });

    const told = [...stdout.matchAll(/^ {2}\d\d:\d\d {2}(\w+) +(\S+)/gm)].map(
      ([, what, image]) => `${what} ${image}`,
    );
    for (const eventBase of [
      'pruning room',
      'deleted Reception,',
      'deleted Reception-Updated-20260811,',
      'waiting 5',
      'started CAD-Workstation',
      'updated CAD-Workstation',
      'updated Call-Center-Agent-Updated-20261012',
      'updated Finance-Desktop-2026',
      'updated Field-Service-Technici…h-Offline-Manuals-v12',
      'updated Marketing-Creative',
      'failed Data-Science-Lab:',
      'failed Legacy-Claims-2016:',
      'skipped HR-Kiosk:',
    ]) {
      expect(told.filter((line) => line === eventBase)).toHaveLength(1);
    }
    expect(stdout).toContain('ended in Over: SUCCEEDED');
    expect(stdout).toMatch(/AutoUpdate +Enabled → Completed/);
    expect(stdout).toMatch(/CreateUpdatedImage +7$/m);
    expect(stdout).toMatch(/before +15 of 21 images/);
    expect(stdout).toMatch(/after +20 of 21 images/);
    expect(stdout.indexOf('deleted   Reception,')).toBeLessThan(stdout.indexOf('started '));
    expect(stdout, 'a log has no escape sequences').not.toContain('\u001b');

    const folder = join(output, 'campaign');
    const files = await readdir(folder);
    const failure = files.find((file) => file.includes('failed-data-science-lab') && file.endsWith('.html'));
    expect(await readFile(join(folder, failure ?? 'none'), 'utf8')).toContain(
      'Failed to update/install Amazon SSM Agent',
    );
    const last = files.filter((file) => file.includes('2-failed-5-updated-1-skipped'));
    const summary = last.find((file) => file.endsWith('.txt'));
    expect((await readFile(join(folder, summary ?? 'none'), 'utf8')).replace(/\s+/g, ' ')).toContain(
      'Pruning deleted 2 images: Reception, Reception-Updated-20260811. The account holds 20 of 21 images now.',
    );
    expect(last.map((file) => file.split('.').at(-1)).sort()).toEqual(['html', 'json', 'txt', 'txt']);
    expect(await readFile(join(folder, 'lambda.log'), 'utf8')).toContain('"message":"campaignEnded"');
  });

  test('ends at once and without a stack trace on Ctrl-C', async () => {
    const args = ['--speed', '60', '--output', await outputFolder()];
    const { code, stdout, stderr } = await runDemo(args, (printed, kill) => {
      if (printed.includes('started')) kill();
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout.trimEnd()).toMatch(/Ended before the campaign was over\.$/);
  });

  test('refuses what it does not know', async () => {
    const unknown = await runDemo(['--sped', '6000']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("Unknown option '--sped'");
    const slow = await runDemo(['--speed', '1']);
    expect(slow).toMatchObject({ code: 2, stderr: '--speed is "1"; expected a number from 60 to 20000.\n' });
  });
});
