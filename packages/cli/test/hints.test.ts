import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, manualClock, type Simulator } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

const NPX = { npm_command: 'exec' };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_MAX_ATTEMPTS: '1' };

/** The command lines that a text advises, each up to the end of its line. */
const advised = (text: string) =>
  text.match(/(npx @appstream-campaign\/cli|appstream-campaign)( .*|$)/gm) ?? [];

/** Pastes a line into a real shell, in which the program can be called by its name and by npx. */
function paste(line: string, env: Readonly<Record<string, string>> = {}) {
  const bin = join(command.home(), 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, shift] of [
    ['appstream-campaign', ''],
    ['npx', 'shift'],
  ] as const) {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\n${shift}\nexec '${process.execPath}' '${command.file}' "$@"\n`);
    chmodSync(file, 0o755);
  }
  const { PATH, ...rest } = command.env(env);
  const ended = spawnSync('sh', ['-c', line], {
    cwd: command.home(),
    env: { ...rest, PATH: `${bin}:${PATH}` },
    encoding: 'utf8',
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

async function withSimulator(play: (simulator: Simulator) => Promise<void>): Promise<void> {
  const clock = manualClock(new Date('2026-12-01T02:00:00Z'));
  const simulator = await createSimulator({ ...demoScenario, clock });
  try {
    await play(simulator);
  } finally {
    await simulator.close();
  }
}

test('a hint joins the simulator that its command has joined', async () => {
  await withSimulator(async ({ url }) => {
    const run = ['simulate', '--at', url, 'run', '--yes', '--only', 'CAD-*', '--id', 'a night'];
    const { stdout } = await command.run(run);
    const [hint = ''] = advised(stdout);
    expect(hint).toBe(`appstream-campaign simulate --at ${url} status 'a night'`);
    const missing = await command.run(['simulate', '--at', url, 'report', 'b']);
    expect(advised(missing.stderr)).toEqual([`appstream-campaign simulate --at ${url} status`]);
    const over = await command.run(['simulate', '--at', url, 'resume', 'a night']);
    expect(advised(over.stderr)).toEqual([hint, `appstream-campaign simulate --at ${url} run`]);
    const misspelt = await command.run(['simulate', '--at', url, 'plan', '--regoin', 'x']);
    expect(advised(misspelt.stderr)).toEqual([`appstream-campaign simulate --at ${url} plan --help`]);
  });
});

test('a hint keeps the account, the folder and the scenario that were named', async () => {
  await withSimulator(async ({ url }) => {
    const env = { ...KEYS, AWS_ENDPOINT_URL: url };
    const flags = ['--region', 'us-east-1', '--state-dir', "Anna's campaigns", '--no-config'];
    const kept = "--no-config --state-dir 'Anna'\\''s campaigns' --region us-east-1";
    const plan = await command.run(['plan', ...flags, '--tag-key', 'Nobody'], { env });
    expect(advised(plan.stdout)).toEqual([`appstream-campaign tag 'Finance-*' ${kept} --tag-key Nobody`]);
    const { stderr } = await command.run(['report', ...flags.slice(2)], { env });
    const begin = "appstream-campaign run --no-config --state-dir 'Anna'\\''s campaigns'";
    expect(advised(stderr)).toEqual([begin]);
  });
  const scenario = join(command.home(), 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ images: demoScenario.images }));
  const world = ['--world', 'world.json', '--scenario', scenario, '--speed', '20000'];
  const { stdout } = await command.run(['simulate', ...world, 'tag', 'CAD-*', '--yes', '--tag-key', 'Mine']);
  const [hint = ''] = advised(stdout);
  expect(hint).toBe(
    `appstream-campaign simulate --world world.json --scenario ${scenario} --speed 20000 plan --tag-key Mine`,
  );
  expect(paste(hint)).toMatchObject({ code: 4, stderr: '' });
});

test('by npx, every hint and every example begins with npx', async () => {
  const texts = await Promise.all(
    [['report'], ['--help'], ['plan', '--help'], ['plan', '--region', 'eu-west-1'], ['plan', '--regoin']].map(
      async (args) => {
        const { stdout, stderr } = await command.run(args, { env: NPX });
        return `${stdout}${stderr}`;
      },
    ),
  );
  for (const text of texts) {
    expect(advised(text)).not.toEqual([]);
    for (const line of advised(text)) expect(line).toMatch(/^npx @appstream-campaign\/cli /);
  }
  expect(texts[3]).toContain('npx @appstream-campaign/cli simulate plan\n');
  expect(texts[4]).toContain('npx @appstream-campaign/cli plan --help\n');
});

test('help within simulate shows what is simulated', async () => {
  const { stdout } = await command.run(['simulate', '--speed', '60', 'plan', '--help']);
  expect(stdout).toMatch(/^Usage: appstream-campaign simulate --speed 60 plan /);
  for (const line of advised(stdout)) expect(line).toMatch(/^appstream-campaign simulate --speed 60 plan/);
});

test.each([['report'], ['status'], ['resume']])(
  '%s leads who has only simulated a campaign to that one',
  async (name) => {
    await command.run(['simulate', 'run', '--yes', '--only', 'HR-*', '--id', 'trial']);
    const { stdout, stderr } = await command.run([name], { env: NPX });
    const [first = '', ...others] = advised(`${stdout}${stderr}`);
    expect(first).toBe(`npx @appstream-campaign/cli simulate ${name}`);
    expect(others).toEqual(['npx @appstream-campaign/cli plan']);
    const { code } = paste(first);
    expect(code).toBe(name === 'resume' ? 3 : 0);
    const named = await command.run([name, 'trial']);
    expect(advised(named.stderr)[0]).toBe(`appstream-campaign simulate ${name} trial`);
  },
);

test('what was left in one way goes on in the same way, out of every hint', async () => {
  const scenario = ['simulate', '--speed', '20000'];
  const left = await command.run([...scenario, 'run', '--yes', '--until', new Date(0).toISOString()]);
  expect(left.code).toBe(6);
  const second = await command.run([...scenario, 'run', '--yes', '--only', 'CAD-*']);
  const hints = advised(second.stderr);
  expect(hints).toHaveLength(3);
  expect(hints[2]).toBe("appstream-campaign simulate --speed 20000 run --new --only 'CAD-*'");
  expect(paste(hints[1] ?? '')).toMatchObject({ code: 0, stderr: '' });
  expect(paste(hints[0] ?? '').stdout).toContain('is over: 5 images updated');
});

test('no other source says how this program is called', () => {
  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ts$/.test(name),
  );
  const strays = sources.flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .split('\n')
      .filter((line) =>
        /(appstream-campaign|\$\{called\}|\.called\}) (plan|run|resume|status|report|config|stop|tag|simulate|lineage)\b/.test(
          line,
        ),
      )
      // A reason that is kept with the campaign, and the value of a tag: neither is advice.
      .filter((line) => !/asked for with|put: \{/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(strays).toEqual([]);
});
