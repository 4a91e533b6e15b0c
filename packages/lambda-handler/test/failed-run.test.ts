import { renderMessage } from '@appstream-campaign/core/messages';
import type { CampaignResults } from '@appstream-campaign/lambda-handler';
import {
  createHandlerWorld,
  enrolled,
  type HandlerWorld,
} from '@appstream-campaign/test-support/handler-world';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { describe, expect, test } from 'vitest';

// A run that fails for good tells the same people as a campaign that stops, and whatever made it fail must not keep
// the message back.

const definition = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));

const run = (
  { world }: HandlerWorld,
  input: unknown,
  invoke: (event: unknown) => Promise<unknown>,
  name = 'monthly',
) =>
  execute(definition, input, {
    invoke: async (event) => JSON.parse(JSON.stringify(await invoke(event))) as unknown,
    waitUntil: (end) => world.clock.advanceTo(end),
    now: () => world.clock.now(),
    name,
  });

const TELLING = ['TellFailure', 'RunFailed'];

describe('the state machine', () => {
  test('tells people of an input that the function refuses, without retries, and fails with the error', async () => {
    const world = await createHandlerWorld({ images: [enrolled('One')] });
    const execution = await run(world, { BatchSize: 0 }, world.handler);
    expect(execution).toMatchObject({ status: 'FAILED', states: ['Schedule', 'Begin', 'Check', ...TELLING] });
    expect(JSON.stringify(execution.error)).toContain('BatchSize is 0');
    expect(world.notifier.delivered).toMatchObject([
      {
        type: 'campaignStopped',
        campaign: 'monthly',
        reason: { code: 'run-failed', detail: expect.stringContaining('BatchSize is 0') },
      },
    ]);
  });

  test('tells people when the function keeps failing in the middle, with what waits and what is in progress', async () => {
    const world = await createHandlerWorld({ images: [enrolled('One'), enrolled('Two')] });
    let checks = 0;
    const broken = async (event: unknown) => {
      const failing = (event as { Failure?: unknown }).Failure === undefined && ++checks > 2;
      if (failing) throw Object.assign(new Error('Out of memory.'), { name: 'Runtime.OutOfMemory' });
      return world.handler(event);
    };
    const execution = await run(world, { BatchSize: 1 }, broken);
    expect(checks).toBe(6);
    expect(execution.states.slice(-2)).toEqual(TELLING);
    expect(world.notifier.delivered).toMatchObject([
      {
        type: 'campaignStopped',
        updating: [{ source: 'One', successor: 'One-Updated-20261123' }],
        waiting: ['Two'],
        reason: { detail: 'Runtime.OutOfMemory: Out of memory.' },
      },
    ]);
  });

  test('tells people of an answer that is none of the contract', async () => {
    const world = await createHandlerWorld({ images: [] });
    const execution = await run(world, {}, async (event) =>
      (event as { Failure?: unknown }).Failure === undefined ? { ok: true } : world.handler(event),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: { Error: 'CampaignResultsUnreadable' } });
    expect(world.notifier.delivered).toMatchObject([{ type: 'campaignStopped' }]);
  });

  test('fails with the first error when telling fails, too, after some tries', async () => {
    const world = await createHandlerWorld({ images: [enrolled('One')] });
    world.notifier.failures = Number.POSITIVE_INFINITY;
    const tellings: unknown[] = [];
    const execution = await run(world, { BatchSize: 0 }, async (event) => {
      if ('Failure' in (event as object)) tellings.push(event);
      return world.handler(event);
    });
    expect(tellings).toHaveLength(4);
    expect(execution.states.slice(-2)).toEqual(TELLING);
    expect(JSON.stringify(execution.error)).toContain('BatchSize is 0');
  });
});

describe('the function, handed a failed run', () => {
  const Failure = { Error: 'States.Timeout', Cause: '' };

  test('tells in spite of an environment and an event that are wrong', async () => {
    const world = await createHandlerWorld(
      { images: [] },
      { environment: { CAMPAIGN_PACE: 'x', CAMPAIGN_SKIP_CURRENT: 'perhaps', CAMPAIGN_PACING: 'batch' } },
    );
    expect(await world.handler({ BatchSize: 'five', Results: 'odd', Failure })).toBe(0);
    expect(world.notifier.delivered).toMatchObject([
      { campaign: 'unknown', waiting: [], updating: [], reason: { detail: 'States.Timeout' } },
    ]);
    expect(world.world.simulator.calls).toEqual([]);
  });

  test('reads the message out of what Lambda gives as the cause, and keeps the trace to itself', async () => {
    const world = await createHandlerWorld({ images: [] });
    const Cause = JSON.stringify({
      errorType: 'E',
      errorMessage: 'No <b>.',
      trace: ['at /var/task/index.mjs'],
    });
    await world.handler({ Failure: { Error: 'E', Cause } });
    const [event] = world.notifier.delivered;
    expect(event).toMatchObject({ reason: { detail: 'E: No <b>.' } });
    const { subject, html } = renderMessage(event as NonNullable<typeof event>);
    expect(subject).toBe('Stopped: the run that carried the campaign failed (AppStream image updates)');
    expect(html).not.toContain('<b>');
  });

  test('names updates that another program began without their sources', async () => {
    const world = await createHandlerWorld({ images: [] });
    const Results: CampaignResults = { Pending: ['A-2'], Waiting: ['B'], Success: [], CycleCount: 3 };
    await world.handler({ Results, Failure });
    expect(world.notifier.delivered).toMatchObject([
      { waiting: ['B'], updating: [{ source: 'not recorded', successor: 'A-2' }] },
    ]);
  });

  test('fails when nobody can be told, so that the caller tries again', async () => {
    const world = await createHandlerWorld({ images: [] });
    world.notifier.failures = 1;
    await expect(world.handler({ Failure })).rejects.toThrow('Nobody could be told');
    expect(await world.handler({ Failure })).toBe(0);
  });
});

describe('days after the schedule', () => {
  test('the campaign begins so many days later, and is named after the day on which it begins', async () => {
    const world = await createHandlerWorld({
      images: [enrolled('One')],
      startsAt: '2026-12-30T02:00:00.000Z',
    });
    const execution = await run(world, { StartAfterDays: 3 }, world.handler);
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.states.slice(0, 4)).toEqual(['Schedule', 'CountDays', 'WaitADay', 'CountDown']);
    expect(execution.states.filter((state) => state === 'WaitADay')).toHaveLength(3);
    expect(world.world.updates()).toMatchObject([
      { successor: 'One-Updated-20270102', at: expect.stringMatching(/^2027-01-02T02:00/) },
    ]);
  });

  test.each([0, undefined])('%s days: at once', async (StartAfterDays) => {
    const world = await createHandlerWorld({ images: [] });
    const execution = await run(world, StartAfterDays === undefined ? {} : { StartAfterDays }, world.handler);
    expect(execution.states).toEqual(['Schedule', 'Begin', 'Check', 'Decide', 'Over']);
  });

  test.each([-1, 2.5, 28, '2'])('%j days are refused by the function', async (StartAfterDays) => {
    const world = await createHandlerWorld({ images: [] });
    await expect(world.handler({ StartAfterDays })).rejects.toThrow('StartAfterDays');
  });
});
