import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { createSimulatorWorld, type SimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { type ServedExecution, serveExecutions } from './execution-server.ts';

const command = builtCommand();
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:image-updates';

const enrolled = (name: string, more: object = {}) => ({ name, tags: { AutoUpdate: 'Enabled' }, ...more });
const IMAGES = [
  ...['Alpha', 'Beta', 'Gamma'].map((name) => enrolled(name)),
  enrolled('Delta', { outcome: 'failed' }),
  enrolled('Epsilon', { current: true }),
];

/** What the function itself returns, check by check, over a simulated account. */
async function checks(world: SimulatorWorld, most: number): Promise<readonly unknown[]> {
  const handler = createCampaignHandler({
    store: world.store,
    notifiers: [],
    clock: world.clock,
    logger: silentLogger,
    environment: { CAMPAIGN_ATTEMPTS: '1' },
  });
  const results: unknown[] = [];
  let last: Awaited<ReturnType<typeof handler>> | undefined;
  while (results.length < most && last !== 0) {
    if (last?.NextCheckAt !== undefined) world.clock.advanceTo(new Date(last.NextCheckAt));
    last = JSON.parse(JSON.stringify(await handler({ BatchSize: 2, Results: last })));
    results.push(last);
  }
  return results;
}

async function servedNight(most: number, more: Partial<ServedExecution> = {}) {
  const world = await createSimulatorWorld({ images: IMAGES });
  const results = await checks(world, most);
  const execution = {
    name: 'night-1',
    status: 'RUNNING',
    startedAt: '2026-11-23T08:00:00Z',
    results,
    ...more,
  };
  const server = await serveExecutions(MACHINE, [execution]);
  const env = {
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' },
    ...{ AWS_ENDPOINT_URL: world.simulator.url, AWS_ENDPOINT_URL_SFN: server.url },
  };
  const close = async () => {
    await server.close();
    await world.close();
  };
  return { world, server, env, close };
}

test('status shows executions with the state that their history tells', async () => {
  const { env, server, close } = await servedNight(2);
  try {
    const list = await command.run(['status', '--state-machine', MACHINE], { env });
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(
      /night-1 +us-east-1 +running +2026-11-23 08:00 UTC +2 updating, 3 waiting +running/,
    );
    const one = await command.run(['status', 'night-1', '--state-machine', MACHINE], { env });
    expect(one.stdout).toMatch(/Alpha +updating +since 08:00 → Alpha-Updated-20261123/);
    expect(one.stdout).toMatch(/Gamma +waiting +for a slot/);
    expect(new Set(server.asked)).toEqual(new Set(['ListExecutions', 'GetExecutionHistory']));
  } finally {
    await close();
  }
});

test('an execution that is over tells what its last results held', async () => {
  const { env, close } = await servedNight(1000, { status: 'SUCCEEDED' });
  try {
    const json = await command.run(['status', '--state-machine', MACHINE, '--json'], { env });
    const [night] = JSON.parse(json.stdout);
    expect(night).toMatchObject({ campaign: 'night-1', standing: 'over' });
    const open = night.state.images.filter(({ status }: { status: string }) => status === 'updating').length;
    expect(open).toBeGreaterThan(0);
    expect(night.detail).toBe(`succeeded; its last check concluded ${open} more`);
    expect(night.state.images).toHaveLength(5);
  } finally {
    await close();
  }
});

test('an execution that failed tells why; one without results is listed all the same', async () => {
  const failure = { error: 'CampaignStopped', cause: 'not authorized' };
  const server = await serveExecutions(MACHINE, [
    { name: 'night-2', status: 'FAILED', startedAt: '2026-11-24T08:00:00Z', results: [], failure },
    {
      name: 'night-3',
      status: 'ABORTED',
      startedAt: '2026-11-25T08:00:00Z',
      results: [{ Pending: 'nonsense' }],
    },
  ]);
  try {
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL_SFN: server.url };
    const { stdout, code } = await command.run(['status', '--state-machine', MACHINE], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/night-2 +us-east-1 +stopped +.*failed; CampaignStopped: not authorized/);
    expect(stdout).toMatch(/night-3 +us-east-1 +stopped +.*aborted/);
    const none = await command.run(['status', '--state-machine', `${MACHINE}-2`], { env });
    expect(none.stdout).toContain('There are no campaigns');
  } finally {
    await server.close();
  }
});

test('stop halts the running execution by a tag, and --undo takes it back', async () => {
  const { world, env, close } = await servedNight(2);
  try {
    const machine = ['--state-machine', MACHINE];
    const asks = await command.run(['stop', ...machine], { env });
    expect(asks).toMatchObject({ code: 2 });
    const stopped = await command.run(['stop', ...machine, '--yes'], { env });
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.stdout).toContain('Gamma has the tag StopCampaign');
    expect(world.images().get('Gamma')?.tags).toEqual({
      AutoUpdate: 'Enabled',
      StopCampaign: 'appstream-campaign stop',
    });
    const undone = await command.run(['stop', ...machine, '--undo', '--yes'], { env });
    expect(undone).toMatchObject({ code: 0 });
    expect(world.images().get('Gamma')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    expect(await command.run(['stop', ...machine, '--undo', '--yes'], { env })).toMatchObject({ code: 3 });
  } finally {
    await close();
  }
});
