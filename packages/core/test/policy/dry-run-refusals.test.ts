import { type CampaignOptions, ImageStoreError, type ImageStoreErrorCode } from '@appstream-campaign/core';
import { expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

// What a campaign makes of a dry run that the store refuses, one image after the other.

/** A and B, and a store that refuses dry runs of A for as long as `refuses` says. */
async function refusingDryRunsOfA(code: ImageStoreErrorCode, options: CampaignOptions = {}) {
  const made = await createCampaignWorld(
    { images: [enrolled('A'), enrolled('B')] },
    { batchSize: 1, skipCurrent: true, ...options },
  );
  const state = { refuses: true };
  const dryRun = made.world.store.dryRun.bind(made.world.store);
  Object.assign(made.world.store, {
    dryRun: async (request: Parameters<typeof dryRun>[0]) => {
      if (state.refuses && request.source === 'A') throw new ImageStoreError(code, 'Not now.');
      return dryRun(request);
    },
  });
  return { ...made, refusals: state };
}

test('one that may be answered later lets nothing more start, and the image waits as it did', async () => {
  const { campaign, refusals } = await refusingDryRunsOfA('busy');
  const refused = await decideAndStart(campaign);
  expect(refused).toMatchObject({
    status: 'running',
    images: [
      { source: 'A', status: 'waiting' },
      { source: 'B', status: 'waiting' },
    ],
  });
  expect(refused.images[0]).not.toHaveProperty('postponed');
  refusals.refuses = false;
  expect(await campaign.run({ state: refused })).toMatchObject({
    images: [{ status: 'updated' }, { status: 'updated' }],
  });
});

test('one that says nothing of the image puts that image off, and another starts', async () => {
  const { campaign, refusals } = await refusingDryRunsOfA('unknown');
  const refused = await decideAndStart(campaign);
  expect(refused.images).toMatchObject([
    { source: 'A', status: 'waiting', postponed: 1 },
    { source: 'B', status: 'updating' },
  ]);
  refusals.refuses = false;
  expect(await campaign.run({ state: refused })).toMatchObject({
    images: [{ status: 'updated' }, { status: 'updated' }],
  });
});

test.each<ImageStoreErrorCode>(['busy', 'unknown'])(
  'with nothing but %s for an hour, people hear of the delay and its cause, and in the end of the image',
  async (code) => {
    const { campaign, notifier } = await refusingDryRunsOfA(code, { selector: { include: ['A'] } });
    const { images } = await campaign.run();
    expect(images).toMatchObject([
      { status: 'skipped', reason: { code: 'refused-too-long', detail: 'Not now.' } },
    ]);
    expect(notifier.delivered).toMatchObject([
      { type: 'campaignDelayed', reason: { detail: 'Not now.' } },
      { type: 'campaignEnded' },
    ]);
  },
);

test.each([
  ['busy', 'postpone', 'wait'],
  ['unknown', 'postpone', 'start'],
  ['access-denied', 'stop', 'wait'],
  ['incompatible', 'fail', 'start'],
] as const)(
  'a plan of an image that the store answers %s: %s, and the next one: %s',
  async (code, verdict, next) => {
    const { campaign } = await refusingDryRunsOfA(code, { batchSize: 2 });
    const { images } = await campaign.plan();
    expect(images).toMatchObject([
      { image: 'A', verdict },
      { image: 'B', verdict: next },
    ]);
  },
);
