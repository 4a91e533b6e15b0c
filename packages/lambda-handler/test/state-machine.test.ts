import { ManualClock } from '@appstream-campaign/core/testing';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';

const ours = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));
const original = await readDefinition(new URL('./original-state-machine.asl.json', import.meta.url));

const runtime = (clock: ManualClock, invoke: (event: unknown) => Promise<unknown>) => ({
  invoke: async (event: unknown) => JSON.parse(JSON.stringify(await invoke(event))) as unknown,
  waitUntil: (end: Date) => clock.advanceTo(end),
  now: () => clock.now(),
});
const clock = () => new ManualClock('2026-11-23T08:00:00.000Z');

test.each([
  ['ours', ours],
  ["the original's", original],
])('%s is valid in the Amazon States Language', (_, definition) => {
  const { isValid, errorsText } = aslValidator(definition as unknown as Record<string, unknown>);
  expect(errorsText('; ')).toBe('');
  expect(isValid).toBe(true);
});

describe('our state machine', () => {
  test('ends in Over, and waits until the time that the handler names', async () => {
    const { handler, world } = await createHandlerWorld({ images: [enrolled('One', { minutes: 50 })] });
    const execution = await execute(ours, { BatchSize: 1 }, runtime(world.clock, handler));
    expect(execution.status).toBe('SUCCEEDED');
    const waits = execution.states.filter((state) => state === 'WaitUntilNextCheck').length;
    expect(execution.states).toEqual([
      'Schedule',
      'Begin',
      'Check',
      'Decide',
      ...Array.from({ length: waits }, () => ['WaitUntilNextCheck', 'Check', 'Decide']).flat(),
      'Over',
    ]);
    expect(world.clock.now().getTime()).toBeLessThan(Date.parse('2026-11-23T09:00:00.000Z'));
  });

  test('fails with the reason when the campaign stops', async () => {
    const { handler, world, notifier } = await createHandlerWorld({ images: [enrolled('One')] });
    world.simulator.world.suspend();
    const execution = await execute(ours, {}, runtime(world.clock, handler));
    expect(execution).toMatchObject({ status: 'FAILED', error: { Error: 'CampaignStopped' } });
    expect(String(execution.error?.Cause)).toContain('InvalidAccountStatusException');
    expect(execution.states.at(-1)).toBe('Stopped');
    expect(notifier.delivered).toMatchObject([{ type: 'campaignStopped', waiting: ['One'] }]);
  });

  test("retries Lambda's transient errors, and the campaign is none the worse", async () => {
    const { handler, world } = await createHandlerWorld({ images: [enrolled('One')] });
    let calls = 0;
    const flaky = async (event: unknown) => {
      calls++;
      const results = await handler(event);
      if (calls > 3) return results;
      throw Object.assign(new Error('The connection was closed.'), { name: 'Lambda.ServiceException' });
    };
    const execution = await execute(ours, {}, runtime(world.clock, flaky));
    expect(execution.status).toBe('SUCCEEDED');
    expect(world.updates()).toMatchObject([{ source: 'One', successor: 'One-Updated-20261123' }]);
  });

  test('waits a while on results that another function of the same contract returned', async () => {
    const answers: unknown[] = [{ Pending: ['X'], Waiting: [], Success: [], CycleCount: 0 }, 0];
    const time = clock();
    const execution = await execute(
      ours,
      {},
      runtime(time, async () => answers.shift()),
    );
    expect(execution.states).toContain('WaitAWhile');
    expect(time.now().toISOString()).toBe('2026-11-23T08:30:00.000Z');
    expect(execution.status).toBe('SUCCEEDED');
  });
});

describe("our handler under the original's state machine", () => {
  test('a campaign without candidates succeeds', async () => {
    const { handler, world } = await createHandlerWorld({ images: [] });
    expect(await execute(original, {}, runtime(world.clock, handler))).toMatchObject({
      status: 'SUCCEEDED',
      states: ['Start', 'StatusCheck', 'Succeed'],
    });
  });

  test('a campaign is carried through, up to the path that is not there after the last check', async () => {
    const images = ['A', 'B', 'C'].map((name) => enrolled(name));
    const { handler, world, notifier } = await createHandlerWorld({ images });
    const execution = await execute(original, { BatchSize: 2 }, runtime(world.clock, handler));
    expect(notifier.delivered.map(({ type }) => type)).toEqual(['campaignEnded']);
    expect(world.updates()).toHaveLength(3);
    expect(execution.states.slice(-2)).toEqual(['StatusCheckTask', 'CountCheck']);
    expect(execution.status).toBe('FAILED');
    expect(String(execution.error?.Cause)).toContain('$.Results.CycleCount');
  });

  test('an update that never ends makes it fail after its third check without progress, as before', async () => {
    const { handler, world } = await createHandlerWorld(
      { images: [enrolled('A', { outcome: 'never' })] },
      // Beyond the 18 hours after which the original's state machine gives up on its own.
      { environment: { CAMPAIGN_UPDATE_LIMIT_MINUTES: '2880' } },
    );
    const counts: unknown[] = [];
    const watched = async (event: unknown) => {
      const results = await handler(event);
      counts.push(results === 0 ? 0 : results.CycleCount);
      return results;
    };
    const execution = await execute(original, {}, runtime(world.clock, watched));
    expect(counts).toEqual([0, 1, 2, 3]);
    expect(execution).toMatchObject({ status: 'FAILED' });
    expect(execution.states.slice(-2)).toEqual(['CountCheck', 'Failed']);
  });
});
