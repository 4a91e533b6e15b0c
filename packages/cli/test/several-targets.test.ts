import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, fastClock, type SimulatorOptions } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const DEV = '111111111111';
const PROD = '222222222222';
const REGIONS = ['eu-west-1', 'us-east-1'];
const TARGETS = ['--profile', 'dev,prod', '--region', REGIONS.join(',')];
const NAMES = ['dev/eu-west-1', 'dev/us-east-1', 'prod/eu-west-1', 'prod/us-east-1'];

const enrolled = (name: string, region: string) => ({ name, region, tags: { AutoUpdate: 'Enabled' } });
const imagesOf = (name: string) => REGIONS.map((region) => enrolled(`${name}-${region}`, region));
/** Four versions, of which two are needed by nobody. */
const versions = (region: string) => [
  { name: 'Desk', region, daysOld: 180, tags: { NextVersion: 'Desk-2', AutoUpdate: 'Completed' } },
  ...[2, 3, 4].map((number) => ({
    ...{ name: `Desk-${number}`, region, daysOld: 180 - 30 * number },
    basedOn: number === 2 ? 'Desk' : `Desk-${number - 1}`,
    tags: { BaseName: 'Desk', UpdatedFrom: number === 2 ? 'Desk' : `Desk-${number - 1}` },
  })),
];
const fleet = (region: string) => ({
  name: 'Test',
  region,
  imageName: 'Desk-3',
  tags: { ImageRing: 'test' },
});

/** Two accounts, each of which is that of the profile of its name, in two Regions. */
async function inAccounts(
  options: SimulatorOptions,
  more: { readonly dev?: object; readonly prod?: object },
  work: (
    run: (...args: readonly string[]) => ReturnType<typeof command.run>,
    simulator: Awaited<ReturnType<typeof createSimulator>>,
  ) => Promise<void>,
): Promise<void> {
  const simulator = await createSimulator({
    ...options,
    accounts: [
      { account: DEV, accessKeyId: 'dev', ...more.dev },
      { account: PROD, accessKeyId: 'prod', ...more.prod },
    ],
    clock: fastClock({ speed: 20_000 }),
  });
  const at = ['simulate', '--at', simulator.url];
  try {
    await work((...args) => command.run([...at, ...args]), simulator);
  } finally {
    await simulator.close();
  }
}

const SUSPENDED: SimulatorOptions = {
  faults: [
    { operation: 'GetCallerIdentity', account: PROD, region: 'us-east-1', fault: { kind: 'access-denied' } },
  ],
};
const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const CAMPAIGNS = { dev: { images: imagesOf('Desk') }, prod: { images: imagesOf('Desk') } };

describe('run at several targets', () => {
  test('side by side: each line has its target, one fails alone, and the most severe exit code counts', async () => {
    await inAccounts(SUSPENDED, CAMPAIGNS, async (run, simulator) => {
      const { code, stdout, stderr } = await run('run', '--yes', ...TARGETS);
      expect(code).toBe(1);
      const [table, told] = [lines(stdout).slice(-4), lines(stdout).slice(0, -4)];
      expect(table.map((line) => line.trim().split(/ {2,}/))).toEqual([
        [NAMES[0], `account ${DEV}, eu-west-1`, '1 updated, 0 failed, 0 skipped'],
        [NAMES[1], `account ${DEV}, us-east-1`, '1 updated, 0 failed, 0 skipped'],
        [NAMES[2], `account ${PROD}, eu-west-1`, '1 updated, 0 failed, 0 skipped'],
        [NAMES[3], expect.stringMatching(/sts:GetCallerIdentity/)],
      ]);
      for (const line of told) expect(line).toMatch(/^(dev|prod)\/(eu-west-1|us-east-1) /);
      for (const line of lines(stderr)) expect(line).toMatch(/^prod\/us-east-1 /);
      for (const [account, region] of [[DEV, 'eu-west-1'] as const, [PROD, 'eu-west-1'] as const]) {
        const started = simulator.callsOf('CreateUpdatedImage').filter((call) => call.account === account);
        expect(started.map((call) => call.region)).toContain(region);
      }
      const seen = await run('status', ...TARGETS, '--json');
      expect(seen.code).toBe(1);
      const { exitCode, targets } = JSON.parse(seen.stdout);
      expect(exitCode).toBe(1);
      expect(targets).toMatchObject([
        ...NAMES.slice(0, 3).map((target) => ({ target, exitCode: 0, result: [{ standing: 'over' }] })),
        { target: NAMES[3], exitCode: 1, error: { title: expect.any(String) } },
      ]);
      const shown = await run('status', '--profile', 'dev', '--region', REGIONS.join(','));
      expect(shown.code).toBe(0);
      expect(lines(shown.stdout)).toHaveLength(2);
      expect(shown.stdout).toMatch(/dev\/eu-west-1 +dev-eu-west-1-\S+ +eu-west-1 +over .*1 updated/);
    });
  });

  test('as JSON: each event with its target, and one list of targets as the last line', async () => {
    await inAccounts({}, CAMPAIGNS, async (run) => {
      const args = [
        'run',
        '--yes',
        '--json',
        '--profile',
        'dev,prod',
        '--region',
        'eu-west-1',
        '--id',
        'May',
      ];
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const values = lines(stdout).map((line) => JSON.parse(line));
      expect(values.at(-1)).toMatchObject({
        exitCode: 0,
        targets: [
          { target: 'dev/eu-west-1', account: DEV, region: 'eu-west-1', exitCode: 0 },
          { target: 'prod/eu-west-1', account: PROD, region: 'eu-west-1', exitCode: 0 },
        ],
      });
      for (const target of ['dev/eu-west-1', 'prod/eu-west-1']) {
        const own = values.slice(0, -1).filter((event) => event.target === target);
        expect(own.map(({ type }) => type)).toEqual(
          expect.arrayContaining(['campaignStarted', 'imageUpdated', 'campaignEnded']),
        );
      }
      const { stdout: dev } = await run('status', 'May-dev-eu-west-1');
      expect(dev).toContain(`account ${DEV}, eu-west-1`);
    });
  });

  test('a target under two names is worked on once', async () => {
    await inAccounts({}, CAMPAIGNS, async (run, simulator) => {
      const { code, stderr } = await run('run', '--yes', '--profile', 'dev,dev', '--region', 'eu-west-1');
      expect(code).toBe(1);
      expect(stderr).toContain(`dev/eu-west-1 is the same as dev/eu-west-1: account ${DEV}, eu-west-1.`);
      expect(simulator.callsOf('CreateUpdatedImage').filter(({ request }) => !request.dryRun)).toHaveLength(
        1,
      );
    });
  });

  test('Ctrl-C leaves all of them after their step, saved, and resume goes on', async () => {
    const simulator = await createSimulator({
      accounts: [
        { account: DEV, accessKeyId: 'dev', ...CAMPAIGNS.dev },
        { account: PROD, accessKeyId: 'prod', ...CAMPAIGNS.prod },
      ],
      clock: fastClock({ speed: 60 }),
    });
    try {
      const at = ['simulate', '--at', simulator.url];
      const started = command.start([...at, 'run', '--yes', ...TARGETS]);
      for (const name of NAMES) await started.output(new RegExp(`^${name} +.*check at`, 'm'));
      started.child.kill('SIGINT');
      const { code, stdout } = await started.ended;
      expect(code).toBe(130);
      for (const name of NAMES) {
        expect(stdout).toMatch(new RegExp(`^ *${name} +account \\d+, \\S+ +left; resume goes on$`, 'm'));
        expect(stdout).toMatch(new RegExp(`^${name} +Go on: .* resume ${name.replace('/', '-')}-`, 'm'));
      }
      const { stdout: json } = await command.run([...at, 'status', ...TARGETS, '--json']);
      const { targets } = JSON.parse(json);
      const standings = targets.flatMap(({ result }: { result: { standing: string }[] }) =>
        result.map(({ standing }) => standing),
      );
      expect(standings).toEqual(['left', 'left', 'left', 'left']);
    } finally {
      await simulator.close();
    }
  });
});

describe('plan, prune and rollout at several targets', () => {
  const world = {
    images: REGIONS.flatMap(versions),
    fleets: REGIONS.map(fleet),
  };

  test('a plan shows what it can, and the failure in its place', async () => {
    await inAccounts(SUSPENDED, CAMPAIGNS, async (run) => {
      const { code, stdout, stderr } = await run('plan', '--json', ...TARGETS);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject([
        { account: DEV, region: 'eu-west-1', counts: { update: 1 } },
        { account: DEV, region: 'us-east-1' },
        { account: PROD, region: 'eu-west-1' },
        { target: 'prod/us-east-1', exitCode: 1, error: { title: expect.any(String) } },
      ]);
      expect(stderr).toMatch(/^prod\/us-east-1 +error/);
    });
  });

  test('freshness has a part for each, and the failure in its place', async () => {
    const estate = { images: world.images, fleets: world.fleets };
    await inAccounts(SUSPENDED, { dev: estate, prod: estate }, async (run) => {
      const { code, stdout, stderr } = await run('freshness', ...TARGETS);
      expect(code).toBe(1);
      expect(stdout.match(/^Account .*$/gm)).toEqual([
        `Account ${DEV}, eu-west-1, profile dev`,
        `Account ${DEV}, us-east-1, profile dev`,
        `Account ${PROD}, eu-west-1, profile prod`,
      ]);
      expect(stdout.match(/1 of 1 fleets? is behind the newest version/g)).toHaveLength(3);
      expect(stderr).toMatch(/^prod\/us-east-1 +error/m);
      const { stdout: json } = await run('freshness', '--json', ...TARGETS);
      const parts = JSON.parse(json) as readonly object[];
      expect(parts).toHaveLength(4);
      expect(parts[3]).toMatchObject({ target: 'prod/us-east-1', error: { title: expect.any(String) } });
    });
  });

  test('prune deletes at each, and one document tells of all', async () => {
    const images = { images: world.images };
    await inAccounts(SUSPENDED, { dev: images, prod: images }, async (run, simulator) => {
      const { code, stdout } = await run('prune', '--yes', '--json', ...TARGETS);
      expect(code).toBe(1);
      const deleted = { deleted: ['Desk', 'Desk-2'] };
      expect(JSON.parse(stdout)).toMatchObject({
        exitCode: 1,
        targets: [
          { target: NAMES[0], exitCode: 0, result: deleted },
          { target: NAMES[1], exitCode: 0, result: deleted },
          { target: NAMES[2], exitCode: 0, result: deleted },
          { target: NAMES[3], exitCode: 1, error: {} },
        ],
      });
      expect(simulator.callsOf('DeleteImage').map(({ account, region }) => [account, region])).toEqual(
        expect.arrayContaining([
          [DEV, 'eu-west-1'],
          [DEV, 'us-east-1'],
          [PROD, 'eu-west-1'],
        ]),
      );
      const again = await run('prune', '--dry-run', '--profile', 'dev,prod', '--region', 'eu-west-1');
      expect(again.code).toBe(3);
      expect(again.stdout).toMatch(/dev\/eu-west-1 +account \d+, eu-west-1 +nothing to do/);
    });
  });

  test('rollouts: plan, one pass, and the fleets of all', async () => {
    await inAccounts({}, { dev: world, prod: world }, async (run, simulator) => {
      const plan = await run('rollout', 'plan', '--rings', 'test', ...TARGETS);
      expect(plan.code).toBe(0);
      for (const name of NAMES)
        expect(plan.stdout).toMatch(new RegExp(`^${name} +test +switch now +Desk-3 → Desk-4$`, 'm'));
      expect(plan.stdout).toMatch(/dev\/eu-west-1 +account \d+, eu-west-1 +1 change now/);
      const pass = await run('rollout', 'run', '--once', '--yes', '--json', '--rings', 'test', ...TARGETS);
      expect(pass.code).toBe(0);
      const values = lines(pass.stdout).map((line) => JSON.parse(line));
      expect(
        values
          .slice(0, -1)
          .map(({ target }) => target)
          .toSorted(),
      ).toEqual(NAMES);
      expect(values.at(-1)).toMatchObject({ exitCode: 0, targets: NAMES.map((target) => ({ target })) });
      expect(simulator.callsOf('UpdateFleet')).toHaveLength(4);
      const fleets = JSON.parse(
        (await run('rollout', 'status', '--rings', 'test', '--json', ...TARGETS)).stdout,
      );
      expect(fleets.targets).toMatchObject(
        NAMES.map((target) => ({ target, result: { fleets: [{ fleet: 'Test', now: 'Desk-4' }] } })),
      );
    });
  });
});

test('with profiles of the AWS CLI: one whose credentials are missing stops alone', async () => {
  const simulator = await createSimulator({
    accounts: [{ account: DEV, accessKeyId: 'AKIADEV', ...CAMPAIGNS.dev }],
  });
  mkdirSync(join(command.home(), '.aws'));
  writeFileSync(
    join(command.home(), '.aws', 'config'),
    '[profile dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = secret\n',
  );
  try {
    const { code, stdout, stderr } = await command.run(
      ['prune', '--dry-run', '--profile', 'dev,gone', '--region', 'eu-west-1'],
      { env: { AWS_ENDPOINT_URL: simulator.url } },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gone\/eu-west-1 +error +The profile "gone" does not exist/);
    expect(stdout).toMatch(/dev\/eu-west-1 +account 111111111111, eu-west-1 +nothing to do/);
  } finally {
    await simulator.close();
  }
});
