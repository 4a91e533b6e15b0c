import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_MAX_ATTEMPTS: '1' };
const ELSEWHERE = /--state-dir <folder>[\s\S]+APPSTREAM_CAMPAIGN_HOME/;
const fast = ['simulate', '--speed', '20000'];

describe('a folder in which nothing can be saved', () => {
  // Not even root makes a folder there.
  const nowhere = { APPSTREAM_CAMPAIGN_HOME: '', HOME: '/dev/null' };

  test.each([
    [['simulate', 'plan']],
    [['status']],
    [['report']],
    [['resume']],
    [['stop']],
    [['simulate', 'run', '--yes', '--state-dir', '/dev/null/x']],
  ])('%j names the flag and the variable', async (args) => {
    const { code, stderr } = await command.run(args, { env: nowhere });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\/dev\/null\/\S+ can't be used/);
    expect(stderr).toMatch(ELSEWHERE);
    expect(stderr).not.toContain('does not know');
  });

  test('so does run, before anything is started', async () => {
    const simulator = await createSimulator(demoScenario);
    try {
      const env = { ...KEYS, ...nowhere, AWS_ENDPOINT_URL: simulator.url, AWS_REGION: 'us-east-1' };
      const { code, stderr } = await command.run(['run', '--yes'], { env });
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(ELSEWHERE) });
      expect(simulator.world.image('CAD-Workstation')?.state).toBe('AVAILABLE');
    } finally {
      await simulator.close();
    }
  });

  test.skipIf(process.getuid?.() !== 0)('so does a user without any home folder', () => {
    const { PATH, TZ } = command.env();
    const ended = spawnSync(process.execPath, [command.file, 'simulate', 'plan'], {
      cwd: '/',
      env: { PATH, TZ },
      encoding: 'utf8',
      uid: 54_321,
      gid: 54_321,
    });
    // Where the files of this test can't be read by others, nothing can be said.
    if (ended.stderr === undefined || /EACCES.*main\.mjs|Cannot find module/.test(ended.stderr)) return;
    expect(ended.stderr).toMatch(/\/\.local\S* can't be used/);
    expect(ended.stderr).toMatch(ELSEWHERE);
  });

  test('a world that cannot be written, and a config file that cannot, are told by name', async () => {
    const world = await command.run(['simulate', '--world', '/dev/null/w.json', 'plan']);
    expect(world.code).toBe(2);
    expect(world.stderr).toMatch(/--world \/dev\/null\/w\.json can't be written/);
    mkdirSync(join(command.home(), 'appstream-campaign.schema.json'));
    const init = await command.run(['config', 'init']);
    expect(init.code).toBe(1);
    expect(init.stderr).toMatch(/appstream-campaign\.json can't be written/);
  });
});

describe('the folder of simulated campaigns', () => {
  test('is in the one that is named, apart from real campaigns', async () => {
    const mine = join(command.home(), 'mine');
    const run = await command.run([...fast, 'run', '--yes', '--only', 'HR-*', '--state-dir', mine]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`--state-dir ${mine}\n`);
    expect(readdirSync(mine)).toEqual(['simulated']);
    expect(readdirSync(join(mine, 'simulated'))).toEqual(['123456789012', 'account.json']);
    expect(existsSync(join(command.home(), 'campaigns'))).toBe(false);
    const status = await command.run(['simulate', 'status', `--state-dir=${mine}`]);
    expect(status.stdout).toMatch(/us-east-1 +over/);
    expect((await command.run(['status', '--state-dir', mine])).stdout).toContain('There are no campaigns');
    await command.run(['simulate', '--fresh', 'plan', '--state-dir', mine]);
    expect(readdirSync(join(mine, 'simulated'))).toEqual(['account.json']);
  });

  test('is where the config file says', async () => {
    writeFileSync(join(command.home(), 'appstream-campaign.json'), '{"stateDir": "theirs"}');
    await command.run(['simulate', 'plan']);
    expect(readdirSync(join(command.home(), 'theirs'))).toEqual(['simulated']);
  });
});

test.each([
  [['simulate', '--state-dir', 'X', 'run', '--yes'], 'appstream-campaign simulate run --state-dir X'],
  [['--state-dir', 'X', 'status'], 'appstream-campaign status --state-dir X'],
  [
    ['simulate', '--speed', '60', '--region=eu-west-1', 'plan'],
    'simulate --speed 60 plan --region=eu-west-1',
  ],
  [['simulate', 'plan', '--speed', '2'], 'before the command: appstream-campaign simulate --speed 2 plan'],
])('%j says where the flag belongs', async (args, line) => {
  const { code, stderr } = await command.run(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /What to do next:\n {2}- (It belongs to the command, and comes after it|Flags of sim)/,
  );
  expect(stderr).toContain(`${line}\n`);
});

test('a value that may be a secret is not told again, wherever its flag stands', async () => {
  const { stderr } = await command.run(['simulate', '--slack', 'https://hooks.example/secret', 'run']);
  expect(stderr).toContain('It belongs to the command, and comes after it.');
  expect(stderr).not.toContain('secret');
});

test('--yes shows the plan that it accepts, and accepts no more than that', async () => {
  const { code, stdout } = await command.run([...fast, 'run', '--yes']);
  expect(code).toBe(5);
  const [plan = '', events = ''] = stdout.split(/^Campaign /m);
  expect(plan).toMatch(/CAD-Workstation +update +→/);
  expect(plan).toContain('6 to update, 5 at once');
  expect(events).toMatch(/started +CAD-Workstation/);
  const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const { options } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expect(options.selector.include).toContain('CAD-Workstation');
});

test('a plan of nothing does not widen what --only admits', async () => {
  const { code } = await command.run([...fast, 'run', '--yes', '--only', 'Absent-*', '--id', 'none']);
  expect(code).toBe(3);
  const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
  const { options } = JSON.parse(readFileSync(join(folder, 'none.json'), 'utf8'));
  expect(options.selector.include).toEqual(['Absent-*']);
});

test('advice begins with no "Or", for a campaign that cannot be read', async () => {
  await command.run([...fast, 'run', '--yes', '--only', 'HR-*', '--id', 'night']);
  const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
  for (const text of ['{"version": 1, "sta', '{"version": 1}']) {
    writeFileSync(join(folder, 'night.json'), text);
    const { stderr } = await command.run(['simulate', 'resume', 'night']);
    expect(stderr).toMatch(
      /What to do next:\n {2}- Put the file away, .*: appstream-campaign simulate run\n/,
    );
  }
});
