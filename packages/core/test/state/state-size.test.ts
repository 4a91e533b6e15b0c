import {
  type AnnouncedType,
  type CampaignOptions,
  type CampaignState,
  UpdateCampaign,
} from '@appstream-campaign/core';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/messages';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';
import { START } from '../fixed-account.ts';

const size = (state: CampaignState) => JSON.stringify(state).length;

/** The states that a driver with a limit is asked to measure before a campaign of these images starts. */
async function assumed(
  names: readonly string[],
  batchSize: number,
  notifiers: readonly RecordingNotifier[],
  options: CampaignOptions = {},
) {
  const { store, clock } = await createMemoryWorld({ images: names.map((name) => enrolled(name)) });
  const measured: CampaignState[] = [];
  const measure = (state: CampaignState) => measured.push(state);
  const stateLimit = { bytes: Number.MAX_SAFE_INTEGER, measure };
  const campaign = new UpdateCampaign({
    ...options,
    store,
    clock,
    notifiers,
    batchSize,
    stateLimit,
    id: 'test',
  });
  await decideAndStart(campaign);
  return measured;
}

test('what a campaign may need is reckoned with full slots, failures at length and no message delivered', async () => {
  const longest = 'x'.repeat(101);
  const notifiers = [
    new RecordingNotifier({ name: 'some' }),
    new RecordingNotifier({ name: 'starts', events: ['updateStarted', 'campaignEnded'] }),
  ];
  const begun = { successor: longest, startedAt: START, failedSuccessors: [longest] };
  const updating = { status: 'updating', ...begun, sourceTagged: false, replaces: longest };
  const detail = 'x'.repeat(240);
  const failed = { status: 'failed', ...begun, endedAt: START, reason: { code: 'update-failed', detail } };
  const entry = { at: START, attempts: 99_999 };
  const failure = { ...entry, type: 'updateFailed', to: ['some'] };
  const start = { ...entry, type: 'updateStarted', to: ['starts'] };
  const whole = {
    status: 'announcing',
    endedAt: START,
    nextCheckAt: START,
    troubleSince: START,
    stopped: { code: 'too-many-failures', detail },
    halted: { code: 'too-many-failures', detail, at: START },
    delayed: { code: 'too-many-failures', detail, since: START, told: true },
    observedAt: START,
    acknowledgedFailures: 99_999,
    outbox: [
      { ...start, source: 'A' },
      { ...failure, source: 'A' },
      { ...start, source: 'B' },
      { ...failure, source: 'B' },
      { ...start, source: 'C' },
      { ...failure, source: 'C' },
      { ...entry, type: 'campaignDelayed', to: ['some'] },
      { ...entry, type: 'campaignHalted', to: ['some'] },
      { ...entry, type: 'campaignStopped', to: ['some'] },
      { ...entry, type: 'campaignEnded', to: ['some', 'starts'] },
    ],
  };
  const [A, B, C] = [{ source: 'A' }, { source: 'B' }, { source: 'C' }];
  expect(await assumed(['A', 'B', 'C'], 2, notifiers)).toMatchObject([
    {
      ...whole,
      images: [
        { ...failed, ...A },
        { ...failed, ...B },
        { ...failed, ...C },
      ],
    },
    {
      ...whole,
      images: [
        { ...updating, ...A },
        { ...updating, ...B },
        { ...failed, ...C },
      ],
    },
  ]);
});

test('one outcome of each image is reckoned for all who want to hear of any', async () => {
  const notifiers = [
    new RecordingNotifier({ name: 'good', events: ['imageUpdated'] }),
    new RecordingNotifier({ name: 'skips', events: ['imageSkipped'] }),
    new RecordingNotifier({ name: 'ends', events: ['campaignEnded'] }),
  ];
  const [state] = await assumed(['A'], 5, notifiers);
  expect(state?.outbox).toMatchObject([
    { type: 'updateFailed', source: 'A', to: ['good', 'skips'] },
    { type: 'campaignEnded', to: ['ends'] },
  ]);
});

test('whichever the driver stores at more length decides: full slots or failures', async () => {
  for (const longer of ['updating', 'failed']) {
    const { store, clock } = await createMemoryWorld({ images: [enrolled('A')] });
    const measure = ({ images: [image] }: CampaignState) => (image?.status === longer ? 10 : 1);
    const campaign = new UpdateCampaign({ store, clock, stateLimit: { bytes: 9, measure } });
    await expect(decideAndStart(campaign)).rejects.toMatchObject({ name: 'CampaignTooLargeError' });
  }
});

test('earlier attempts are reckoned as far as the campaign makes any', async () => {
  const before = async (attempts: number) => {
    const [state] = await assumed(['A'], 5, [], { attempts });
    const [image] = state?.images ?? [];
    return image !== undefined && 'failedSuccessors' in image ? image.failedSuccessors?.length : undefined;
  };
  expect([await before(1), await before(2), await before(5)]).toEqual([undefined, 1, 4]);
});

test('a message about the campaign is reckoned without an image', async () => {
  const [state] = await assumed([], 5, [new RecordingNotifier()]);
  expect(state?.outbox.map((entry) => 'source' in entry)).toEqual([false, false, false, false]);
});

test('no campaign outgrows what was reckoned before it started', async () => {
  const image = fc.record({
    outcome: fc.constantFrom('available', 'failed', 'never'),
    incompatible: fc.boolean(),
    minutes: fc.integer({ min: 1, max: 300 }),
    problem: fc.constant({ code: 'C', message: 'M'.repeat(400) }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(image, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.subarray<AnnouncedType>([...ANNOUNCED_TYPES]),
      async (setups, batchSize, events) => {
        const images = setups.map((setup, index) => enrolled(`${'N'.repeat(99)}${index}`, setup));
        const { store, clock } = await createMemoryWorld({ images });
        const notifier = new RecordingNotifier({ events });
        notifier.failures = Number.POSITIVE_INFINITY;
        let most = 0;
        const measure = (state: CampaignState) => {
          most = Math.max(most, size(state));
          return 0;
        };
        const stateLimit = { bytes: 0, measure };
        const campaign = new UpdateCampaign({ store, clock, notifiers: [notifier], batchSize, stateLimit });
        let largest = 0;
        await campaign.run({
          onState: (state) => {
            largest = Math.max(largest, size(state));
          },
        });
        expect(largest).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 50 },
  );
});
