import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, fastClock, manualClock } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** `simulate` with time as fast as it goes. */
const fast = (...args: readonly string[]) => ['simulate', '--speed', '20000', ...args];

const savedFile = () => {
  const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return join(folder, name);
};

test('a campaign from plan to status, in one simulated account', async () => {
  const run = await command.run(fast('run', '--yes'));
  expect(run).toMatchObject({ code: 5, stderr: '' });
  expect(run.stdout).toMatch(/^\d\d:\d\d +found +8 enrolled images$/m);
  expect(run.stdout).toMatch(/started +CAD-Workstation → CAD-Workstation-Updated-\d{8}$/m);
  expect(run.stdout).toMatch(/updated +CAD-Workstation → \S+ after (at most )?\d h \d\d min$/m);
  expect(run.stdout).toMatch(/again +Data-Science-Lab: \S+ failed, it is tried again/);
  expect(run.stdout).toMatch(/skipped +HR-Kiosk: it is up to date already/);
  expect(run.stdout).toContain('is over: 5 images updated, 2 failed, 1 skipped.');
  expect(run.stdout).toContain('Check that the newest version of the SSM Agent is installed in the image.');
  expect(statSync(savedFile()).mode & 0o777).toBe(0o600);

  const [id] = /us-east-1-[\dT-]+/.exec(run.stdout) ?? [''];
  const list = await command.run(['simulate', 'status']);
  expect(list.stdout).toMatch(new RegExp(`${id} +us-east-1 +over .*5 updated, 2 failed, 1 skipped`));
  const detail = await command.run(['simulate', 'status', id]);
  expect(detail.stdout).toMatch(
    /CAD-Workstation +updated +(at most )?\d h \d\d min → CAD-Workstation-Updated-\d{8}/,
  );
  const json = JSON.parse((await command.run(['simulate', 'status', '--json'])).stdout);
  expect(json).toMatchObject([{ campaign: id, standing: 'over', state: { status: 'over' } }]);

  const plan = await command.run(['simulate', 'plan', '--all']);
  expect(plan.stdout).toMatch(/CAD-Workstation +excluded +updated already/);
  const fresh = await command.run(['simulate', '--fresh', 'plan']);
  expect(fresh.stdout).toMatch(/CAD-Workstation +update +→/);
  expect((await command.run(['simulate', 'status'])).stdout).toMatch(/^There are no campaigns/);
});

test('each event is a line of JSON for scripts, and mail goes out', async () => {
  const simulator = await createSimulator({ ...demoScenario, clock: fastClock({ speed: 20_000 }) });
  try {
    const at = ['simulate', '--at', simulator.url];
    const mail = [
      '--mail-from',
      'Zürich <it@example.com>',
      '--mail-to',
      'Chan, A <a@example.com>,b@example.com',
    ];
    const topic = ['--topic', 'arn:aws:sns:us-east-1:123456789012:images'];
    const run = await command.run([
      ...at,
      'run',
      '--yes',
      '--json',
      '--only',
      'HR-*,Marketing-*',
      ...mail,
      ...topic,
    ]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const events = run.stdout.trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line).type)).toEqual([
      ...['campaignStarted', 'imageSkipped', 'updateStarted', 'imageUpdated', 'campaignEnded'],
    ]);
    const seen = simulator.inbox.map((entry) => [
      entry.channel,
      'to' in entry ? entry.to : 'topicArn' in entry && entry.topicArn,
    ]);
    // They are told side by side.
    expect(seen.toSorted()).toEqual([
      ['email', ['"Chan, A" <a@example.com>', 'b@example.com']],
      ['sns', 'arn:aws:sns:us-east-1:123456789012:images'],
    ]);
  } finally {
    await simulator.close();
  }
});

test('--until starts nothing after its time, watches what runs, and resume does the rest', async () => {
  const simulator = await createSimulator({
    ...demoScenario,
    clock: manualClock(new Date('2026-12-01T02:00:00Z')),
  });
  try {
    const at = ['simulate', '--at', simulator.url];
    const run = await command.run([
      ...at,
      'run',
      '--yes',
      '--batch-size',
      '1',
      '--until',
      '2026-12-01T03:00:00Z',
    ]);
    expect(run).toMatchObject({ code: 6 });
    expect(run.stdout).toMatch(/stopping +no further update is started: .*--until/);
    expect(run.stdout.match(/^\d\d:\d\d +updated +/gm)).toHaveLength(1);
    expect(run.stdout).toMatch(/^Stopped as requested: .*--until/m);
    const updates = () =>
      simulator.callsOf('CreateUpdatedImage').filter(({ request }) => request.dryRun !== true);
    expect(updates()).toHaveLength(1);
    const resumed = await command.run([...at, 'resume', '--batch-size', '5']);
    expect(resumed).toMatchObject({ code: 5 });
    expect(resumed.stdout).toContain('is over: 5 images updated, 2 failed, 1 skipped.');
  } finally {
    await simulator.close();
  }
});

test('stop lets a campaign of another terminal start nothing more', async () => {
  const run = command.start(['simulate', 'run', '--yes', '--batch-size', '1']);
  await run.output(/next +check at/);
  const stopped = await command.run(['simulate', 'stop']);
  expect(stopped).toMatchObject({ code: 0, stderr: '' });
  expect(stopped.stdout).toContain('starts nothing more');
  const [halted] = await run.output(/stopping .*/);
  expect(halted).toContain('the command stop was given');
  run.child.kill('SIGINT');
  await run.ended;
  const resumed = await command.run(fast('resume', '--plain'));
  expect(resumed).toMatchObject({ code: 5 });
  expect(resumed.stdout).toContain('is over: 5 images updated');
  const again = await command.run(['simulate', 'stop']);
  expect(again).toMatchObject({
    code: 3,
    stdout: 'No campaign is being run from this machine: nothing is started.\n',
  });
});

test('what went wrong in AWS stops the campaign and says what to allow', async () => {
  const scenario = join(command.home(), 'scenario.json');
  const { writeFileSync } = await import('node:fs');
  const allow = ['appstream:Describe*', 'appstream:List*', 'sts:*', 'tag:*'];
  writeFileSync(scenario, JSON.stringify({ ...demoScenario, allow }));
  const run = await command.run(['simulate', '--scenario', scenario, 'run', '--yes']);
  expect(run).toMatchObject({ code: 6 });
  expect(run.stdout).toMatch(/Stopped: AWS denied access .*appstream:CreateUpdatedImage/);
  expect(run.stdout).toMatch(/Go on: appstream-campaign simulate --scenario \S+ resume us-east-1-\S+\n/);
  expect(JSON.parse(readFileSync(savedFile(), 'utf8')).state.status).toBe('stopped');
});

test('tag and untag show what changes, and change only that', async () => {
  const preview = await command.run([
    'simulate',
    'tag',
    'Sandbox*',
    'Build*',
    'CAD-*',
    'Call-Center-Agent',
    'Nope',
    '--dry-run',
  ]);
  expect(preview).toMatchObject({ code: 0 });
  expect(preview.stdout).toMatch(/Sandbox-Windows-2025 +no tag → AutoUpdate=Enabled/);
  expect(preview.stdout).toMatch(/Build-Tools-Rocky +AutoUpdate=Disabled → AutoUpdate=Enabled/);
  expect(preview.stdout).toMatch(/CAD-Workstation +enrolled already/);
  expect(preview.stdout).toMatch(
    /Call-Center-Agent +left alone: it was updated to Call-Center-Agent-Updated-20261012/,
  );
  expect(preview.stderr).toContain('No image matches "Nope".');
  const updates = async () =>
    JSON.parse((await command.run(['simulate', 'plan', '--json'])).stdout)[0].counts.update;
  expect(await updates()).toBe(6);
  expect(await command.run(['simulate', 'tag', 'Sandbox*', '--yes'])).toMatchObject({ code: 0 });
  expect(await updates()).toBe(7);
  expect(await command.run(['simulate', 'tag', 'Sandbox*', '--yes'])).toMatchObject({ code: 3 });
  expect(await command.run(['simulate', 'untag', 'Sandbox*', 'CAD-*', '--yes'])).toMatchObject({ code: 0 });
  expect(await updates()).toBe(5);
});

test('completion knows commands and flags', async () => {
  const complete = async (...words: readonly string[]) =>
    (await command.run(['complete', '--', ...words])).stdout.split('\n').map((line) => line.split('\t')[0]);
  expect(await complete('re')).toContain('resume');
  expect(await complete('plan', '--mark')).toContain('--markdown');
  const script = await command.run(['completion', 'bash']);
  expect(script.stdout).toContain('appstream-campaign');
});

test.each([
  ...['plan', 'run', 'resume', 'status', 'stop', 'report', 'lineage', 'tag', 'untag'],
  ...['config', 'permissions', 'simulate', 'completion'],
])('%s --help teaches', async (name) => {
  const { code, stdout, stderr } = await command.run([name, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Usage: appstream-campaign ${name} `));
  expect(stdout).toMatch(/Examples:\n {2}appstream-campaign /);
});
