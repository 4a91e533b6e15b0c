import type { CampaignResults } from '@appstream-campaign/lambda-handler';
import {
  createHandlerWorld,
  enrolled,
  type HandlerWorld,
} from '@appstream-campaign/test-support/handler-world';
import { describe, expect, test } from 'vitest';

/** Starts an update the way the original does: no UpdatedFrom tag, its own date, and the source closed after. */
async function startLikeTheOriginal({ world }: HandlerWorld, source: string): Promise<string> {
  const tags = world.images().get(source)?.tags ?? {};
  const successor = `${source}-Updated-23112026`;
  await world.store.startUpdate({
    source,
    successor,
    displayName: `${source} Updated: 23112026`,
    tags: { ...tags, BaseName: source },
  });
  world.setTags(source, { ...tags, BaseName: source, AutoUpdate: 'Completed', NextVersion: successor });
  return successor;
}

const left = (more: Partial<CampaignResults>): CampaignResults => ({
  Pending: [],
  Waiting: [],
  Success: [],
  CycleCount: 0,
  ...more,
});

describe('a run that the original left half-way', () => {
  test('is finished: what is in progress is collected, what waits is started', async () => {
    const run = await createHandlerWorld({ images: [enrolled('A'), enrolled('B')] });
    const pending = await startLikeTheOriginal(run, 'A');
    const results = left({
      Pending: [pending],
      Waiting: ['B'],
      Success: ['Z-Updated-23112026'],
      CycleCount: 1,
    });
    expect(await run.finish(results)).toBe(0);
    const images = run.world.images();
    expect(images.get('A')?.tags).toMatchObject({ AutoUpdate: 'Completed', NextVersion: pending });
    expect(images.get(pending)).toMatchObject({
      condition: 'available',
      tags: { AutoUpdate: 'Enabled', BaseName: 'A', UpdatedFrom: 'A', Team: 'IT' },
    });
    expect(images.get('B')?.tags).toMatchObject({ NextVersion: 'B-Updated-20261123' });
    expect(run.notifier.delivered.at(-1)).toMatchObject({
      type: 'campaignEnded',
      updated: [
        { source: 'A', successor: pending },
        { source: 'B', successor: 'B-Updated-20261123' },
        { successor: 'Z-Updated-23112026' },
      ],
    });
  });

  test('when one of its updates then fails, its source is found and enrolled again', async () => {
    const images = [
      enrolled('A', { outcome: 'failed', problem: { code: 'INTERNAL_SERVICE_ERROR', message: 'No.' } }),
    ];
    const run = await createHandlerWorld({ images }, { environment: { CAMPAIGN_ATTEMPTS: '1' } });
    const pending = await startLikeTheOriginal(run, 'A');
    expect(await run.finish(left({ Pending: [pending] }))).toBe(0);
    expect(run.world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled', BaseName: 'A', Team: 'IT' });
    expect(run.notifier.delivered[0]).toMatchObject({
      type: 'updateFailed',
      source: 'A',
      successor: pending,
      reason: { code: 'update-failed', detail: expect.stringContaining('INTERNAL_SERVICE_ERROR: No.') },
    });
  });

  test('when a pending image is gone, its source is found by NextVersion', async () => {
    const run = await createHandlerWorld({ images: [enrolled('A')] });
    const pending = await startLikeTheOriginal(run, 'A');
    run.world.remove(pending);
    run.world.clock.advance(360);
    expect(await run.finish(left({ Pending: [pending] }))).toBe(0);
    expect(run.world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled', BaseName: 'A', Team: 'IT' });
    expect(run.notifier.delivered[0]).toMatchObject({
      type: 'updateFailed',
      source: 'A',
      successor: pending,
    });
  });

  test('when neither the pending image nor its source is left, it is told as failed and the run ends', async () => {
    const run = await createHandlerWorld({ images: [] });
    run.world.clock.advance(360);
    const results = { ...left({ Pending: ['Gone-Updated-1112026'] }) };
    expect(await run.finish(results, { Execution: { StartTime: '2026-11-23T08:00:00.000Z' } })).toBe(0);
    expect(run.notifier.delivered[0]).toMatchObject({
      type: 'updateFailed',
      source: 'Gone-Updated-1112026',
      reason: { code: 'successor-gone' },
    });
  });

  test('its pending images take slots before they are known', async () => {
    const run = await createHandlerWorld({ images: [enrolled('A'), enrolled('B'), enrolled('C')] });
    const pending = await startLikeTheOriginal(run, 'A');
    const results = await run.handler({
      BatchSize: 2,
      Results: left({ Pending: [pending], Waiting: ['B', 'C'] }),
    });
    expect(results).toMatchObject({ Pending: [pending, 'B-Updated-20261123'], Waiting: ['C'] });
  });
});

describe('what we return', () => {
  test("reads well to the original's logic, and goes on after the original has dropped our keys", async () => {
    const images = ['A', 'B', 'C'].map((name) => enrolled(name));
    const run = await createHandlerWorld({ images });
    const first = (await run.handler({ BatchSize: 2 })) as CampaignResults;
    // The original reads four keys: lists of names and a number. It returns those and nothing else.
    const { Pending, Waiting, Success, CycleCount } = first;
    expect({ Pending, Waiting, Success, CycleCount }).toEqual({
      Pending: ['A-Updated-20261123', 'B-Updated-20261123'],
      Waiting: ['C'],
      Success: [],
      CycleCount: 0,
    });
    run.world.clock.advance(360);
    const afterOriginal = left({ Success: Pending, Waiting });
    expect(await run.finish(afterOriginal, { BatchSize: 2 })).toBe(0);
    expect(run.world.updates()).toHaveLength(3);
    expect(run.notifier.delivered.at(-1)).toMatchObject({
      type: 'campaignEnded',
      updated: [{ successor: 'A-Updated-20261123' }, { successor: 'B-Updated-20261123' }, { source: 'C' }],
    });
  });

  test('CycleCount counts checks without progress, and is 0 after progress', async () => {
    const run = await createHandlerWorld({
      images: [enrolled('A', { minutes: 60 }), enrolled('B', { minutes: 120 })],
    });
    const counts: number[] = [];
    let results = (await run.handler({})) as CampaignResults | 0;
    for (const minutes of [10, 10, 10, 40, 10, 80]) {
      counts.push(results === 0 ? -1 : results.CycleCount);
      run.world.clock.advance(minutes);
      results = await run.handler({ Results: results });
    }
    expect(counts).toEqual([0, 1, 2, 3, 0, 1]);
    expect(results).toBe(0);
  });
});
