import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const images = [
  enrolled('A'),
  enrolled('B', { current: true }),
  enrolled('C', { incompatible: true }),
  enrolled('D'),
  enrolled('E'),
  { name: 'Closed', tags: { AutoUpdate: 'Completed' } },
  enrolled('Failed', { condition: 'failed' }),
  { name: 'Plain' },
];

test('says why each image is or is not a candidate, and what the next advance does', async () => {
  const { campaign } = await createCampaignWorld({ images }, { batchSize: 2, selector: { exclude: ['E*'] } });
  expect((await campaign.plan()).images).toEqual([
    { image: 'A', verdict: 'start', successor: 'A-Updated-20261123' },
    { image: 'B', verdict: 'skip', reason: { code: 'current' } },
    { image: 'C', verdict: 'fail', reason: { code: 'incompatible', detail: 'C is incompatible.' } },
    { image: 'Closed', verdict: 'exclude', exclusion: 'already-updated' },
    { image: 'D', verdict: 'start', successor: 'D-Updated-20261123' },
    { image: 'E', verdict: 'exclude', exclusion: 'name-excluded' },
    { image: 'Failed', verdict: 'exclude', exclusion: 'not-available' },
    { image: 'Plain', verdict: 'exclude', exclusion: 'not-enrolled' },
  ]);
});

test('touches nothing', async () => {
  const { campaign, world, events } = await createCampaignWorld({ images });
  const before = [...world.images()];
  await campaign.plan();
  expect([...world.images()]).toEqual(before);
  expect(events).toEqual([]);
});

describe('what is planned is what happens', () => {
  test.each([
    ['a window of one', { batchSize: 1 }],
    ['a window of two', { batchSize: 2 }],
    ['batches of two', { batchSize: 2, pacing: 'batch' }],
    ['everything at once', { batchSize: 10 }],
    ['current images too', { batchSize: 10, skipCurrent: false }],
  ] as const)('%s', async (_, options) => {
    const { campaign, world, events } = await createCampaignWorld({ images }, options);
    let state: Awaited<ReturnType<typeof campaign.advance>> | undefined;
    do {
      const plan = await campaign.plan(state);
      const planned = plan.images.flatMap((image) =>
        image.verdict === 'start' ? [[image.image, image.successor]] : [],
      );
      events.length = 0;
      state = await decideAndStart(campaign, state);
      const happened = events.flatMap((event) =>
        event.type === 'updateStarted' ? [[event.source, event.successor]] : [],
      );
      expect(happened).toEqual(planned);
      world.clock.advance(20);
    } while (state.nextCheckAt !== undefined);
    expect(state.status).toBe('over');
  });
});

test('a plan of a running campaign tells what is in progress and what ended', async () => {
  const { campaign, world } = await createCampaignWorld({
    images: [enrolled('A'), enrolled('B', { minutes: 300 })],
  });
  const state = await decideAndStart(campaign);
  world.clock.advance(76);
  expect((await campaign.plan(state)).images).toEqual([
    { image: 'A', verdict: 'updated', successor: 'A-Updated-20261123' },
    { image: 'B', verdict: 'updating', successor: 'B-Updated-20261123' },
  ]);
});
