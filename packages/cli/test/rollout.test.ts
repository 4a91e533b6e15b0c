import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, manualClock, type SimulatorOptions } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const START = '2026-11-28T08:00:00Z';
const RINGS = 'test:24h,pilot:24h,production:approval';

const version = (number: number, daysOld: number, more: object = {}) => ({
  name: number === 1 ? 'Desk' : `Desk-${number}`,
  daysOld,
  ...(number === 1 ? {} : { basedOn: number === 2 ? 'Desk' : `Desk-${number - 1}` }),
  ...more,
  tags: {
    ...(number === 1
      ? { NextVersion: 'Desk-2' }
      : { BaseName: 'Desk', UpdatedFrom: number === 2 ? 'Desk' : `Desk-${number - 1}` }),
    ...('tags' in more ? (more.tags as object) : {}),
  },
});
const fleet = (name: string, ring: string, more: object = {}) => ({
  name,
  imageName: 'Desk-2',
  tags: { ImageRing: ring },
  ...more,
});

const WORLD: SimulatorOptions = {
  images: [version(1, 180), version(2, 40), version(3, 2)],
  fleets: [
    fleet('Test', 'test', { stacks: ['Desks'], sessions: [{ user: 'ann@example.com', minutesAgo: 30 }] }),
    fleet('Pilot', 'pilot'),
    fleet('Office', 'production'),
    fleet('Night', 'production', {
      tags: { ImageRing: 'production', 'aws:cloudformation:stack-name': 'desks' },
    }),
    { name: 'Elsewhere', imageName: 'Desk-2' },
  ],
};

interface World {
  /** Runs `rollout …` with the rings of this file. */
  readonly run: (...args: readonly string[]) => ReturnType<typeof command.run>;
  readonly simulator: Awaited<ReturnType<typeof createSimulator>>;
  readonly later: (hours: number) => void;
  readonly imageOf: (fleet: string) => string | undefined;
}

async function inAccount(options: SimulatorOptions, work: (world: World) => Promise<void>): Promise<void> {
  const clock = manualClock(new Date(START));
  const simulator = await createSimulator({ ...options, clock });
  const config = join(command.home(), 'appstream-campaign.json');
  writeFileSync(config, JSON.stringify({ rollout: { rings: RINGS } }));
  try {
    await work({
      run: (...args) => command.run(['simulate', '--at', simulator.url, 'rollout', ...args]),
      simulator,
      later: (hours) => clock.advanceBy(hours * 3_600_000),
      imageOf: (name) => simulator.world.fleet(name)?.imageName,
    });
  } finally {
    await simulator.close();
  }
}

const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

describe('rollout plan', () => {
  test('per lineage and ring: what is there, what is wanted, and what holds it; changes nothing', async () => {
    await inAccount(WORLD, async ({ run, simulator }) => {
      const { code, stdout, stderr } = await run('plan');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Desk$/m);
      expect(stdout).toMatch(/test +switch now +Desk-2 → Desk-3\n +Test\n/);
      expect(stdout).toMatch(
        /pilot +waits +Desk-2 → Desk-3\n +Pilot; an earlier ring does not have it everywhere/,
      );
      expect(stdout).toMatch(
        /production +waits +Desk-2 → Desk-3\n +Night;[^>]*managed by CloudFormation stack desks/,
      );
      expect(stdout).not.toContain('Elsewhere');
      expect(stdout).toContain('1 fleet would be switched; 3 fleets stay where they are.');
      for (const operation of ['UpdateFleet', 'TagResource', 'UntagResource']) {
        expect(simulator.callsOf(operation)).toEqual([]);
      }
    });
  });

  test('as JSON, and of some lineages or fleets only', async () => {
    await inAccount(WORLD, async ({ run }) => {
      expect(json(await run('plan', '--json', 'Tes*'))).toMatchObject({
        account: '123456789012',
        standing: 'moves',
        rings: ['test', 'pilot', 'production'],
        rows: [
          {
            ...{ lineage: 'Desk', ring: 'test', fleets: ['Test'], now: 'Desk-2', wanted: 'Desk-3' },
            ...{ since: null, verdict: 'switch', reason: null, earliest: null },
          },
        ],
        actions: [{ type: 'switch', fleet: 'Test', from: 'Desk-2', to: 'Desk-3' }],
      });
      const none = await run('plan', 'Other');
      expect(none.code).toBe(3);
      expect(none.stdout).toMatch(
        /^Account .*\n\n +no fleet of this name takes part: .* ImageRing=test\n\n$/,
      );
      expect((await run('status', 'Other')).code).toBe(3);
    });
  });
});

describe('rollout run', () => {
  test('ring by ring, with an approval, to the end; a second pass does nothing', async () => {
    await inAccount(WORLD, async ({ run, later, imageOf, simulator }) => {
      const first = await run('run', '--once', '--yes');
      expect(first.code).toBe(0);
      expect(first.stdout).toMatch(/Test: Desk-2 → Desk-3/);
      expect(imageOf('Test')).toBe('Desk-3');
      const soaking = await run('plan');
      expect(soaking.code).toBe(3);
      expect(soaking.stdout).toMatch(/Pilot; it soaks \(in ring test\); earliest .*29.*08:0/);
      expect((await run('run', '--once', '--yes')).code).toBe(3);
      later(25);
      expect((await run('run', '--once', '--yes', '--json')).code).toBe(0);
      expect(imageOf('Pilot')).toBe('Desk-3');
      later(25);
      const waits = await run('plan');
      expect(waits.code).toBe(4);
      expect(waits.stdout).toContain('it needs an approval (Desk-3 for ring production)');
      expect(waits.stdout).toMatch(/Approve it: .*rollout approve Desk-3 --ring production/);
      expect((await run('approve', 'Desk-3')).stdout).toContain('may come to ring production now');
      const done = json(await run('run', '--once', '--yes', '--json'));
      expect(done.done.map((one: { readonly fleet: string }) => one.fleet)).toEqual(['Night', 'Office']);
      expect(imageOf('Office')).toBe('Desk-3');
      const settled = await run('plan');
      expect({ code: settled.code, stdout: settled.stdout }).toMatchObject({
        code: 3,
        stdout: expect.stringContaining('Every fleet has the wanted version.'),
      });
      const changes = simulator.callsOf('UpdateFleet').length;
      expect((await run('run', '--yes')).code).toBe(3);
      expect(simulator.callsOf('UpdateFleet')).toHaveLength(changes);
      expect(imageOf('Elsewhere')).toBe('Desk-2');
    });
  });

  test('without --once it goes on until all is as wanted, in the time of the account', async () => {
    await inAccount(WORLD, async ({ run, imageOf }) => {
      expect((await run('approve', 'Desk-3', '--ring', 'all')).code).toBe(0);
      const { code, stdout } = await run('run', '--yes', '--every', '600');
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /Test: Desk-2 → Desk-3[\s\S]*Pilot: [\s\S]*Night: [\s\S]*Every fleet has the wanted version/,
      );
      expect(['Test', 'Pilot', 'Office', 'Night'].map(imageOf)).toEqual(Array(4).fill('Desk-3'));
    });
  });

  test('only what is named; in a script it needs --yes, and --dry-run only shows', async () => {
    await inAccount(WORLD, async ({ run, simulator, imageOf }) => {
      const refused = await run('run');
      expect({ code: refused.code, stderr: refused.stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--yes'),
      });
      expect((await run('run', '--dry-run')).code).toBe(0);
      expect((await run('run', '--once', '--yes', 'Pilot')).code).not.toBe(1);
      expect(simulator.callsOf('UpdateFleet')).toEqual([]);
      // A name that is no ring of the policy moves nothing.
      expect((await run('plan', '--rings', 'pilot')).stdout).toContain('there is no such ring in the policy');
      expect((await run('run', '--once', '--yes', '--rings', 'production')).code).toBe(0);
      expect(imageOf('Office')).toBe('Desk-3');
      expect(imageOf('Test')).toBe('Desk-2');
    });
  });

  test('a fleet that refuses is told and ends with 1; the next pass tries again', async () => {
    const fault = {
      kind: 'error',
      code: 'ConcurrentModificationException',
      message: 'Busy',
      status: 400,
    } as const;
    const faults = [{ operation: 'UpdateFleet', nth: 1, fault }];
    await inAccount({ ...WORLD, faults }, async ({ run, imageOf }) => {
      const { code, stdout } = await run('run', '--once', '--yes');
      expect(code).toBe(1);
      expect(stdout).toMatch(/failed: Test: Desk-2 → Desk-3: UpdateFleet Test/);
      expect((await run('run', '--once', '--yes')).code).toBe(0);
      expect(imageOf('Test')).toBe('Desk-3');
    });
  });
});

test('a version that makes a fleet unhealthy is held, something waits for a person, and --on-unhealthy takes it back', async () => {
  await inAccount(WORLD, async ({ run, later, imageOf, simulator }) => {
    // A pass that sees the fleets for the first time, and one that switches.
    expect((await run('run', '--once', '--yes')).code).toBe(0);
    simulator.world.setFleetErrors('Test', [{ code: 'INTERNAL_SERVICE_ERROR', message: 'No instances.' }]);
    later(2);
    const held = await run('run', '--once', '--yes');
    expect(held.stdout).toMatch(/Desk-3 held: fleet Test: INTERNAL_SERVICE_ERROR No instances/);
    const plan = await run('plan');
    expect(plan.code).toBe(4);
    expect(plan.stdout).toContain('that version is held');
    expect((await run('status')).stdout).toContain('INTERNAL_SERVICE_ERROR No instances.');
    expect(imageOf('Test')).toBe('Desk-3');
    expect((await run('run', '--once', '--yes', '--on-unhealthy', 'rollback')).stdout).toMatch(
      /Test: back from Desk-3 to Desk-2/,
    );
    expect(imageOf('Test')).toBe('Desk-2');
  });
});

test('where fleets may not be switched, the pass ends, and says which permission is missing', async () => {
  await inAccount(WORLD, async ({ run, simulator }) => {
    simulator.faults.add({ operation: 'UpdateFleet', fault: { kind: 'access-denied' } });
    for (const args of [['--once'], []]) {
      const { code, stdout } = await run('run', '--yes', ...args);
      expect(code).toBe(1);
      expect(stdout).toMatch(/stopped: .*UpdateFleet/);
    }
    simulator.faults.add({ operation: 'DescribeFleets', fault: { kind: 'access-denied' } });
    const { code, stderr } = await run('plan');
    expect(code).toBe(1);
    expect(stderr).toContain('DescribeFleets');
  });
});

describe('people', () => {
  const ON_3 = {
    ...WORLD,
    fleets: [
      fleet('Test', 'test', { imageName: 'Desk-3' }),
      fleet('Office', 'production', { imageName: 'Desk-3' }),
    ],
  };

  test('revoke: every fleet goes back, and nobody can approve it', async () => {
    await inAccount(ON_3, async ({ run, imageOf, simulator }) => {
      const { code, stdout } = await run('revoke', 'Desk-3', '--reason', 'Excel add-in is missing');
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Office and Test have it'),
      });
      expect(simulator.world.image('Desk-3')?.tags.Revoked).toBe('Excel add-in is missing');
      const plan = await run('plan');
      expect(plan.stdout).toMatch(/back now +Desk-3 → Desk-2\n +Test; Excel add-in is missing/);
      expect((await run('run', '--once', '--yes')).stdout).toMatch(/Office: back from Desk-3 to Desk-2/);
      expect([imageOf('Test'), imageOf('Office')]).toEqual(['Desk-2', 'Desk-2']);
      expect((await run('approve', 'Desk-3')).stderr).toContain('is revoked (Excel add-in is missing)');
      expect((await run('revoke', 'Desk-3', '--undo')).code).toBe(0);
      expect(simulator.world.image('Desk-3')?.tags.Revoked).toBeUndefined();
      expect((await run('revoke', 'Desk-3', '--undo')).code).toBe(3);
    });
  });

  test('each says as JSON what it has written', async () => {
    await inAccount(ON_3, async ({ run }) => {
      const said = async (...args: readonly string[]) => json(await run(...args, '--json'));
      expect(await said('pause', 'Test')).toEqual({ paused: ['Test'] });
      expect(await said('resume', 'Test', 'Office')).toEqual({ resumed: ['Test'] });
      const revoked = { image: 'Desk-3', revoked: 'bad', fleets: ['Office', 'Test'], changed: true };
      expect(await said('revoke', 'Desk-3', '--reason', 'bad')).toEqual(revoked);
      expect(await said('revoke', 'Desk-3', '--undo')).toEqual({ ...revoked, revoked: null, fleets: [] });
    });
  });

  test.each([
    [['revoke', 'Desk-3'], 'needs a --reason'],
    [['revoke', 'Desk-3', '--reason', 'a, b'], 'signs that a tag can not hold'],
    [['approve', 'Desk-3', '--ring', 'moon'], 'There is no ring moon'],
    [['plan', '--rings', 'test:soon'], 'rings has "test:soon"'],
    [['plan', '--publish', 'mail'], 'fleet, parameter, both'],
    [['play'], 'play'],
  ])('%j is refused by name', async (args, says) => {
    await inAccount(ON_3, async ({ run }) => {
      const { code, stderr } = await run(...args);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
    });
  });

  test('an image that does not exist is told; an approval twice is nothing to do', async () => {
    await inAccount(ON_3, async ({ run, simulator }) => {
      expect(await run('approve', 'Desk-9')).toMatchObject({ code: 1 });
      expect(json(await run('promote', 'Desk-3', '--json'))).toEqual({
        ...{ image: 'Desk-3', approved: ['production'], changed: true },
      });
      expect((await run('approve', 'Desk-3')).code).toBe(3);
      expect(simulator.world.image('Desk-3')?.tags.RolloutApproved).toBe('production');
    });
  });

  test('pause and resume: fleets and versions; a held version that is named is released', async () => {
    await inAccount(WORLD, async ({ run, simulator }) => {
      expect((await run('pause', 'Test', 'Desk-3')).stdout).toContain('Test and Desk-3 paused.');
      const plan = (await run('plan')).stdout;
      expect(plan).toMatch(/test +stays +Desk-2\n +Test; the fleet is paused/);
      expect(plan).toMatch(/^Desk-3 is paused\. Let it go on: .* rollout resume Desk-3$/m);
      expect((await run('pause', 'Test')).code).toBe(3);
      expect((await run('pause')).stdout).toContain('Night, Office and Pilot paused.');
      expect((await run('resume')).code).toBe(0);
      expect(simulator.world.image('Desk-3')?.tags.RolloutPaused).toBeUndefined();
      expect((await run('plan')).code).toBe(0);
      simulator.world.setTags('Desk-3', { ...simulator.world.image('Desk-3')?.tags, RolloutHeld: 'errors' });
      expect((await run('plan')).stdout).toContain('that version is held (errors)');
      expect((await run('resume', 'Desk-3')).stdout).toContain('Desk-3 resumed.');
      expect(simulator.world.image('Desk-3')?.tags.RolloutHeld).toBe('released');
      expect((await run('resume', 'Nothing')).code).toBe(1);
    });
  });
});

test('--drain takes instances with sessions from before out of rotation, and goes on until the last one is over', async () => {
  const sessions = [
    ...['ann', 'ben'].map((user) => ({ user: `${user}@example.com`, minutesAgo: 30, minutes: 150 })),
    { user: 'cem@example.com', minutesAgo: 30, minutes: 90 },
  ];
  const lab = fleet('Test', 'test', { sessionsPerInstance: 2, instances: 3, stacks: ['Desks'], sessions });
  await inAccount({ ...WORLD, fleets: [lab] }, async ({ run, later, simulator }) => {
    expect((await run('run', '--once', '--yes')).code).toBe(0);
    later(0.1);
    expect((await run('plan')).stdout).not.toContain('drain');
    const plan = await run('plan', '--drain', '1');
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toMatch(
      /Test; instances with the image before are drained \(3 sessions from before the switch\)/,
    );
    expect(plan.stdout).toMatch(/Would drain an instance of Test with sessions from before: i-\w+\./);
    const { code, stdout } = await run('run', '--yes', '--drain', '1');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Test: instance i-\w+ is drained[\s\S]*has the wanted version/),
    });
    // Two instances, one after the other; then none has the image before.
    expect(simulator.callsOf('DrainSessionInstance')).toHaveLength(2);
    const images = simulator.world.fleet('Test')?.instances.map(({ imageName }) => imageName);
    expect(new Set(images)).toEqual(new Set(['Desk-3']));
    expect((await run('plan', '--drain', '1')).code).toBe(3);
  });
});

test('the printed policy allows what is called, and nothing else', async () => {
  const called = new Set<string>();
  const images = [version(1, 180), version(2, 40, { permissions: { '210987654321': {} } }), version(3, 2)];
  const shared = { sessionsPerInstance: 2, instances: 2, stacks: ['Lab'] };
  const lab = fleet('Lab', 'test', { ...shared, sessions: [{ user: 'ann@example.com', minutesAgo: 30 }] });
  const world: SimulatorOptions = {
    ...{ ...WORLD, images, fleets: [...(WORLD.fleets ?? []), lab], alarms: [{ name: 'Quiet' }] },
    onCall: ({ service, operation }) => called.add(`${service}:${operation}`),
  };
  await inAccount(world, async ({ run, later }) => {
    const rollout = {
      rings: [{ name: 'test', soak: '1h', alarms: ['Quiet'] }, { name: 'pilot' }, { name: 'production' }],
      ...{ publish: 'both', share: { afterRing: 'test' }, drainAtOnce: 1 },
    };
    const config = {
      rollout,
      mail: { from: 'IT <it@example.com>', to: 'a@example.com' },
      topicArn: 'arn:aws:sns:us-east-1:123456789012:updates',
    };
    writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify(config));
    await run('run', '--once', '--yes');
    later(2);
    await run('run', '--once', '--yes');
    await run('status');
    await run('pause', 'Test');
    await run('resume', 'Test');
    // People are told of the way back.
    await run('revoke', 'Desk-3', '--reason', 'Excel fails');
    await run('run', '--once', '--yes');
    const { stdout } = await command.run(['permissions', '--for', 'rollout', '--json']);
    const allowed = JSON.parse(stdout).Statement.flatMap(
      ({ Action }: { readonly Action: string[] }) => Action,
    );
    called.delete('sts:GetCallerIdentity');
    expect([...called].toSorted()).toEqual(allowed.toSorted());
  });
});

test('status: each fleet with its image, and the sessions from before its switch', async () => {
  await inAccount(WORLD, async ({ run }) => {
    expect((await run('run', '--once', '--yes')).code).toBe(0);
    const { code, stdout } = await run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Desk-3\n +Test +test +RUNNING +2026-\S+ .*? +1 +no errors/m);
    expect(stdout).toContain('no API says which image an instance runs');
    const { fleets } = json(await run('status', '--json'));
    expect(fleets).toHaveLength(4);
    expect(fleets.find((one: { readonly fleet: string }) => one.fleet === 'Test')).toMatchObject({
      ...{ now: 'Desk-3', oldSessions: 1, problems: [], verdict: 'settled' },
    });
  });
});
