import type { CampaignResults } from '@appstream-campaign/lambda-handler';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { describe, expect, test } from 'vitest';

// Eleven things that the published solution gets wrong, one test or group for each, named after it.

const left = (more: Partial<CampaignResults>): CampaignResults => ({
  Pending: [],
  Waiting: [],
  Success: [],
  CycleCount: 0,
  ...more,
});

test('fault 1: its state machine cannot end well, because it reads $.Results.CycleCount when Results is 0', async () => {
  const { handler, world } = await createHandlerWorld({ images: [enrolled('One')] });
  const execution = await execute(
    await readDefinition(new URL('../state-machine.asl.json', import.meta.url)),
    {},
    {
      invoke: async (event) => JSON.parse(JSON.stringify(await handler(event))) as unknown,
      waitUntil: (end) => world.clock.advanceTo(end),
      now: () => world.clock.now(),
    },
  );
  expect(execution.status).toBe('SUCCEEDED');
  expect(execution.states.at(-1)).toBe('Over');
});

describe('fault 2: any state but AVAILABLE and CREATING counts as failed', () => {
  test.each(['PENDING', 'COPYING', 'IMPORTING', 'VALIDATING', 'CREATING'] as const)(
    '%s is in progress',
    async (state) => {
      const { handler, world } = await createHandlerWorld({ images: [] });
      world.simulator.world.addImage({ name: 'X', state, createdAt: world.clock.now() });
      expect(await handler({ Results: left({ Pending: ['X'] }) })).toMatchObject({
        Pending: ['X'],
        Failed: [],
      });
    },
  );

  test.each(['FAILED', 'DELETING', 'gone'] as const)('%s is a failure', async (state) => {
    const run = await createHandlerWorld({ images: [] });
    if (state !== 'gone') run.world.simulator.world.addImage({ name: 'X', state });
    run.world.clock.advance(60);
    const input = { Execution: { StartTime: '2026-11-23T08:00:00.000Z' } };
    expect(await run.finish(left({ Pending: ['X'] }), input)).toBe(0);
    expect(run.notifier.delivered[0]).toMatchObject({
      type: 'updateFailed',
      reason: { code: state === 'FAILED' ? 'update-failed' : 'successor-gone' },
    });
  });

  test('the reason comes from StateChangeReason and ImageErrors', async () => {
    const problem = { code: 'INTERNAL_SERVICE_ERROR', message: 'Failed to update SSM Agent.' };
    const run = await createHandlerWorld({ images: [enrolled('One', { outcome: 'failed', problem })] });
    await run.finish();
    expect(run.notifier.delivered[0]).toMatchObject({
      reason: {
        detail: expect.stringMatching(
          /IMAGE_UPDATE_FAILURE.*INTERNAL_SERVICE_ERROR: Failed to update SSM Agent\./,
        ),
      },
    });
  });
});

test('fault 3: a failed update leaves its source tagged Completed, so no later campaign ever tries it again', async () => {
  const run = await createHandlerWorld({ images: [enrolled('One', { outcome: 'failed' })] });
  await run.handler({});
  expect(run.world.images().get('One')?.tags).toMatchObject({ AutoUpdate: 'Completed' });
  expect(await run.finish(await run.handler({}))).toBe(0);
  expect(run.world.images().get('One')?.tags).toEqual({ AutoUpdate: 'Enabled', Team: 'IT' });
});

test('fault 3, healed: a source that the original left closed after a failed update is a candidate again', async () => {
  const tags = { AutoUpdate: 'Completed', NextVersion: 'One-Updated-1112026', BaseName: 'One' };
  const run = await createHandlerWorld({ images: [{ name: 'One', tags }] });
  run.world.simulator.world.addImage({
    name: 'One-Updated-1112026',
    state: 'FAILED',
    basedOn: 'One',
    tags: { AutoUpdate: 'Enabled', BaseName: 'One' },
  });
  expect(await run.finish()).toBe(0);
  expect(run.world.images().get('One')?.tags).toMatchObject({
    AutoUpdate: 'Completed',
    NextVersion: 'One-Updated-20261123',
  });
});

describe('fault 4: a Lambda retried after CreateUpdatedImage took effect fails on "already exists"', () => {
  test.each(['before', 'after'] as const)('the connection drops %s the effect', async (side) => {
    const run = await createHandlerWorld({ images: [enrolled('One'), enrolled('Two')] });
    let starts = 0;
    run.world.simulator.faults.add({
      operation: 'CreateUpdatedImage',
      when: ({ dryRun }: Readonly<Record<string, unknown>>) => dryRun !== true && ++starts === 1,
      fault: { kind: 'drop', side },
    });
    expect(await run.finish()).toBe(0);
    expect(run.world.updates()).toHaveLength(2);
    expect(run.notifier.delivered).toMatchObject([{ type: 'campaignEnded', failed: [], skipped: [] }]);
    expect(run.world.images().get('One')?.tags).toMatchObject({ NextVersion: 'One-Updated-20261123' });
  });

  test('the whole function is called again with the same event, even past midnight', async () => {
    const run = await createHandlerWorld({
      images: [enrolled('One'), enrolled('Two')],
      startsAt: '2026-11-23T23:59:00.000Z',
    });
    const event = { Execution: { Name: 'monthly', StartTime: '2026-11-23T23:59:00.000Z' } };
    const decided = await run.handler(event);
    await run.handler({ ...event, Results: decided });
    run.world.clock.advance(2);
    const again = await run.handler({ ...event, Results: decided });
    expect(again).toMatchObject({ Pending: ['One-Updated-20261123', 'Two-Updated-20261123'] });
    expect(await run.finish(again, event)).toBe(0);
    expect(run.world.updates()).toHaveLength(2);
  });
});

describe('fault 5: dates without padding collide, and a long BaseName overflows', () => {
  test('1 December and 11 February give different names', async () => {
    const names: unknown[] = [];
    for (const startsAt of ['2026-12-01T08:00:00.000Z', '2026-02-11T08:00:00.000Z']) {
      const { handler } = await createHandlerWorld({ images: [enrolled('One')], startsAt });
      names.push(((await handler({})) as CampaignResults).Pending[0]);
    }
    expect(names).toEqual(['One-Updated-20261201', 'One-Updated-20260211']);
  });

  test("the original's pattern stays available", async () => {
    const environment = { CAMPAIGN_NAMING: 'original' };
    const { handler } = await createHandlerWorld({ images: [enrolled('One')] }, { environment });
    expect(await handler({})).toMatchObject({ Pending: ['One-Updated-23112026'] });
  });

  test('a BaseName of 101 characters is cut to fit', async () => {
    const BaseName = 'B'.repeat(101);
    const run = await createHandlerWorld({
      images: [{ name: 'One', tags: { AutoUpdate: 'Enabled', BaseName } }],
    });
    expect(await run.finish()).toBe(0);
    expect(run.world.updates()[0]?.successor).toBe(`${'B'.repeat(84)}-Updated-20261123`);
    expect(run.world.images().get(`${'B'.repeat(84)}-Updated-20261123`)?.tags).toMatchObject({ BaseName });
  });
});

test('fault 6: a notification that fails kills the run and loses what was started', async () => {
  const run = await createHandlerWorld(
    { images: [enrolled('Bad', { outcome: 'failed' }), enrolled('Good', { minutes: 90 })] },
    { environment: { CAMPAIGN_ATTEMPTS: '1' } },
  );
  run.notifier.failures = 7;
  expect(await run.finish()).toBe(0);
  expect(run.notifier.delivered.map(({ type }) => type)).toEqual(['updateFailed', 'campaignEnded']);
  expect(run.world.images().get('Good')?.tags).toMatchObject({ AutoUpdate: 'Completed' });
  expect(run.events.filter(({ type }) => type === 'notificationFailed')).toHaveLength(7);
});

describe('fault 7: quota and throttling errors count as failures', () => {
  test.each(['LimitExceededException', 'ThrottlingException', 'ConcurrentModificationException'])(
    '%s means later',
    async (code) => {
      const run = await createHandlerWorld({ images: [enrolled('One')] });
      run.world.simulator.faults.add({
        operation: 'CreateUpdatedImage',
        from: 1,
        to: 3,
        fault: { kind: 'error', code },
      });
      expect(await run.handler({})).toMatchObject({ Pending: [], Waiting: ['One'], Failed: [] });
      expect(await run.finish()).toBe(0);
      expect(run.notifier.delivered).toMatchObject([{ updated: [{ source: 'One' }], failed: [] }]);
    },
  );

  test.each([
    ['IncompatibleImageException', 'incompatible'],
    ['OperationNotPermittedException', 'not-permitted'],
    ['ResourceNotFoundException', 'not-found'],
  ])('%s means failed', async (code, reason) => {
    const run = await createHandlerWorld({ images: [enrolled('One')] });
    run.world.simulator.faults.add({
      operation: 'CreateUpdatedImage',
      nth: 1,
      fault: { kind: 'error', code },
    });
    expect(await run.finish()).toBe(0);
    expect(run.notifier.delivered[0]).toMatchObject({ type: 'updateFailed', reason: { code: reason } });
    expect(run.world.images().get('One')?.tags).toEqual({ AutoUpdate: 'Enabled', Team: 'IT' });
  });

  test('a suspended account stops the campaign, and it can be resumed', async () => {
    const run = await createHandlerWorld({ images: [enrolled('One')] });
    run.world.simulator.world.suspend();
    const stopped = await run.handler({});
    expect(stopped).toMatchObject({ Waiting: ['One'], Stopped: { Code: 'suspended' } });
    expect(stopped).not.toHaveProperty('NextCheckAt');
    run.world.simulator.world.reinstate();
    expect(await run.finish(stopped)).toBe(0);
    expect(run.notifier.delivered.map(({ type }) => type)).toEqual(['campaignStopped', 'campaignEnded']);
  });
});

test('fault 8: image names and reasons go unescaped into HTML mail', async () => {
  const { renderMessage } = await import('@appstream-campaign/core/messages');
  const problem = { code: 'INTERNAL_SERVICE_ERROR', message: '<img src=x onerror=alert(1)> & "quotes"' };
  const run = await createHandlerWorld({ images: [enrolled('One', { outcome: 'failed', problem })] });
  await run.finish();
  for (const event of run.notifier.delivered) {
    const { html } = renderMessage(event);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;');
    expect(html).not.toContain('<img');
  }
});

test('fault 9: one call per image, one after the other, outgrows its timeout at a few hundred images', async () => {
  const images = Array.from({ length: 400 }, (_, index) => ({
    name: `Image-${index}`,
    tags: { AutoUpdate: index % 20 === 0 ? 'Enabled' : 'Disabled' },
  }));
  const { handler, world } = await createHandlerWorld({ images });
  await handler({});
  const counts = Object.fromEntries(
    ['DescribeImages', 'GetResources', 'ListTagsForResource'].map((operation) => [
      operation,
      world.simulator.callsOf(operation).length,
    ]),
  );
  // The tags of all images are read side by side, and those of the candidates not again for the others' sake; then, for
  // the five that start, one look at the sources and six at the names that their successors could get: none exists,
  // and the service fails a call with an unknown name.
  expect(counts).toEqual({ DescribeImages: 25, GetResources: 1, ListTagsForResource: 410 });
});

test('fault 10: it waits for a whole batch before it starts the next, and looks every six hours', async () => {
  const images = [
    enrolled('A', { minutes: 45 }),
    enrolled('B', { minutes: 300 }),
    enrolled('C', { minutes: 45 }),
  ];
  const run = await createHandlerWorld({ images });
  expect(await run.finish(undefined, { BatchSize: 2 })).toBe(0);
  const started = run.events.find((event) => event.type === 'updateStarted' && event.source === 'C');
  // The first slot is free after 45 minutes, and seen to be so within ten.
  expect(started?.at.slice(11, 16)).toMatch(/^08:(4[5-9]|5[0-5])$/);
  expect(run.events.at(-1)?.at.slice(11, 13)).toBe('13');
});

describe('fault 11: an image that is already current is rebuilt and billed all the same', () => {
  test('it is skipped when the dry run says so', async () => {
    const run = await createHandlerWorld({ images: [enrolled('One', { current: true })] });
    expect(await run.finish()).toBe(0);
    expect(run.world.updates()).toEqual([]);
    expect(run.notifier.delivered).toMatchObject([
      { skipped: [{ source: 'One', reason: { code: 'current' } }] },
    ]);
    expect(run.world.images().get('One')?.tags).toEqual({ AutoUpdate: 'Enabled', Team: 'IT' });
  });

  test('it is not skipped when the dry run does not say', async () => {
    const run = await createHandlerWorld({ images: [enrolled('One')] });
    run.world.simulator.faults.add({ operation: 'CreateUpdatedImage', nth: 1, fault: { kind: 'empty' } });
    expect(await run.finish()).toBe(0);
    expect(run.world.updates()).toHaveLength(1);
  });
});
