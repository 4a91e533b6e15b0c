import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
// Inside the package, so that the built command finds its dependencies; apart from dist, which others may use.
const built = path('node_modules/.command-test');
const running = new Set<ChildProcess>();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  await build({
    entry: [path('src/main.ts')],
    outDir: built,
    format: 'esm',
    // Below node_modules the package's "type" does not reach, so the extension must say what it is.
    outExtension: () => ({ js: '.mjs' }),
    external: ['commander', 'valibot'],
    target: 'node20',
    config: false,
    dts: false,
    silent: true,
  });
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
});

interface Command {
  readonly child: ChildProcess;
  /** Resolves when the output matches. */
  readonly output: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

function simulator(...args: readonly string[]): Command {
  const child = spawn(process.execPath, [join(built, 'main.mjs'), ...args]);
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  return {
    child,
    output: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match !== null) resolve(match);
        };
        child.stdout.on('data', look);
        child.once('close', () =>
          reject(new Error(`It ended without writing ${pattern}: ${stdout}${stderr}`)),
        );
        look();
      }),
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))),
  };
}

describe('the command', () => {
  test('serves the demo, says how to reach it, writes a line for each call, and ends at Ctrl-C', async () => {
    const command = simulator('--port', '0', '--speed', '3600', '--region', 'eu-central-1');
    const [, url = ''] = await command.output(/on (http:\/\/127\.0\.0\.1:\d+) with 12 images/);
    await command.output(/Ctrl-C/);
    await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'PhotonAdminProxyService.DescribeImages' },
    });
    await command.output(/eu-central-1 {2}appstream:DescribeImages {2}ok/);
    const moved = await fetch(`${url}/_simulator/clock`, { method: 'POST', body: '{"advanceMinutes": 1}' });
    expect(moved.status).toBe(409);
    expect(await moved.json()).toMatchObject({ message: expect.stringContaining('--manual-clock') });
    command.child.kill('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // One for all: a service that is left out would be asked in AWS itself.
    expect(stdout).toContain(`export AWS_ENDPOINT_URL=${url}\n`);
    expect(stdout).toContain('export AWS_REGION=eu-central-1');
  });

  test('serves a scenario on a clock that is moved by hand', async () => {
    const file = join(folder, 'good.json');
    await writeFile(file, '{"images": [{"name": "CAD"}]}');
    const command = simulator('--port', '0', '--scenario', file, '--manual-clock');
    const [, url = ''] = await command.output(/on (\S+) with 1 images/);
    const advance = async (minutes: number): Promise<number> => {
      const body = JSON.stringify({ advanceMinutes: minutes });
      const answer = await fetch(`${url}/_simulator/clock`, { method: 'POST', body });
      return Date.parse(JSON.parse(await answer.text()).now);
    };
    const before = await advance(0);
    expect((await advance(90)) - before).toBe(90 * 60_000);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff{"region": "eu-west-1"}')],
    ['UTF-16, as PowerShell writes it', Buffer.from('\ufeff{"region": "eu-west-1"}', 'utf16le')],
  ])('reads a scenario in %s', async (_, bytes) => {
    await writeFile(join(folder, 'encoded.json'), bytes);
    await simulator('--port', '0', '--scenario', join(folder, 'encoded.json')).output(
      /http:\/\/127\.0\.0\.1:\d+/,
    );
  });

  const wrong: [args: readonly string[], sentence: RegExp][] = [
    [['--prot', '1'], /unknown option '--prot'/],
    [
      ['--port', 'high'],
      /'--port <number>' argument 'high' is invalid. A port is a whole number from 0 to 65535/,
    ],
    [['--speed', '0'], /argument '0' is invalid. A speed is a number above 0/],
    [['--region', 'Mars'], /argument 'Mars' is invalid. A Region is named like us-east-1/],
    [['--speed', '2', '--manual-clock'], /--speed and --manual-clock exclude each other/],
    [['more'], /too many arguments/],
    [['--scenario', '/nowhere.json'], /--scenario \/nowhere\.json can't be read .*ENOENT.* Name a JSON file/],
    [['--scenario', 'bad.json'], /bad\.json: The scenario is not valid: images\.0\.sped is not a key/],
    [['--scenario', 'text.json'], /text\.json is not JSON: .* Correct the file/],
    [['--scenario', 'twice.json'], /There is already an image "A"/],
  ];
  for (const [args, sentence] of wrong) {
    test(`ends with one clear sentence for ${args.join(' ')}`, async () => {
      await writeFile(join(folder, 'bad.json'), '{"images": [{"name": "A", "sped": 3}]}');
      await writeFile(join(folder, 'text.json'), 'images: none');
      await writeFile(join(folder, 'twice.json'), '{"images": [{"name": "A"}, {"name": "A"}]}');
      const placed = args.map((arg) => (/^\w+\.json$/.test(arg) ? join(folder, arg) : arg));
      const { code, stdout, stderr } = await simulator(...placed).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(sentence);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    });
  }
});
