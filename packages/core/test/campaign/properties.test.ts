import { type CampaignState, parseCampaignState } from '@appstream-campaign/core';
import { isImageName } from '@appstream-campaign/core/internal';
import { renderMessage } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS, type WorldImage } from '@appstream-campaign/core/testing';
import { runs } from '@appstream-campaign/test-support/sample';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCampaignWorld } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const nameLike = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/);
const image = (name: string): fc.Arbitrary<WorldImage> =>
  fc.record(
    {
      name: fc.constant(name),
      tags: fc.oneof(
        fc.constant({ AutoUpdate: 'Enabled' }),
        fc.record({
          AutoUpdate: fc.constant('Enabled'),
          BaseName: fc.constantFrom('Same', 'Other', 'Odd name/1'),
        }),
        fc.constant({ AutoUpdate: 'Completed' }),
      ),
      minutes: fc.integer({ min: 1, max: 600 }),
      outcome: fc.constantFrom('available', 'available', 'failed', 'never'),
      current: fc.boolean(),
      incompatible: fc.boolean(),
    },
    { requiredKeys: ['name', 'tags'] },
  );
const images = fc
  .uniqueArray(nameLike, { minLength: 0, maxLength: 12 })
  .chain((names) => fc.tuple(...names.map(image)));
const campaign = fc.record({
  images,
  batchSize: fc.integer({ min: 1, max: 6 }),
  pacing: fc.constantFrom('window', 'batch'),
  naming: fc.constantFrom('default', 'original'),
  skipCurrent: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 3 }),
  failureThreshold: fc.constant({ count: 0 }),
  updateQuota: fc.integer({ min: 1, max: 6 }),
});

test('every campaign ends, with each candidate in one outcome, and never starts beyond its slots', async () => {
  await fc.assert(
    fc.asyncProperty(campaign, async ({ images: setup, updateQuota, ...options }) => {
      const made = await createCampaignWorld({ images: [...setup], updateQuota }, options as never);
      const { world, events } = made;
      const end = await made.campaign.run();
      expect(end.status).toBe('over');
      const candidates = setup.filter(({ tags }) => tags?.AutoUpdate === 'Enabled').map(({ name }) => name);
      expect(end.images.map(({ source }) => source)).toEqual([...candidates].sort());
      for (const { status } of end.images) expect(['updated', 'failed', 'skipped']).toContain(status);
      const endless = setup.filter(({ outcome }) => outcome === 'never').length;
      expect(world.maxInProgress()).toBeLessThanOrEqual(Math.min(options.batchSize, updateQuota) + endless);
      const started = events.filter(({ type }) => type === 'updateStarted');
      expect(started).toHaveLength(world.updates().length);
    }),
    { numRuns: runs(40, 200) },
  );
});

test('advancing again from the same state on the same world starts nothing new and forgets nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      campaign,
      fc.integer({ min: 0, max: 400 }),
      async ({ images: setup, updateQuota, ...options }, minutes) => {
        const { campaign: one, world } = await createCampaignWorld(
          { images: [...setup], updateQuota },
          options as never,
        );
        let state: CampaignState | undefined;
        for (let step = 0; step < 3; step++) {
          const next = await one.advance(state);
          const started = world.updates().length;
          const again = await one.advance(state);
          expect(world.updates()).toHaveLength(started);
          expect(inProgress(again)).toEqual(inProgress(next));
          if (next.nextCheckAt === undefined) return;
          state = next;
          world.clock.advance(minutes);
        }
      },
    ),
    { numRuns: runs(40, 200) },
  );
});

test('a state survives JSON, and ended images keep their outcome', async () => {
  await fc.assert(
    fc.asyncProperty(campaign, async ({ images: setup, updateQuota, ...options }) => {
      const { campaign: one, world } = await createCampaignWorld(
        { images: [...setup], updateQuota },
        options as never,
      );
      let state = await one.advance();
      while (state.nextCheckAt !== undefined) {
        expect(parseCampaignState(JSON.parse(JSON.stringify(state)))).toEqual(state);
        world.clock.advanceTo(new Date(state.nextCheckAt));
        const next = await one.advance(JSON.parse(JSON.stringify(state)) as CampaignState);
        const ended = (one: CampaignState) =>
          one.images.filter(({ status }) => !['waiting', 'starting', 'updating'].includes(status));
        expect(ended(next)).toEqual(expect.arrayContaining([...ended(state)]));
        state = next;
      }
    }),
    { numRuns: runs(20, 100) },
  );
});

test('every name that a naming of ours gives is a name that AppStream takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      nameLike,
      fc.string({ unit: 'binary', maxLength: 256 }),
      fc.constantFrom('default', 'original'),
      async (name, BaseName, naming) => {
        const { campaign: one, world } = await createCampaignWorld(
          { images: [{ name, tags: { AutoUpdate: 'Enabled', BaseName } }] },
          { naming } as never,
        );
        await decideAndStart(one);
        const [update] = world.updates();
        expect(update && isImageName(update.successor)).toBe(true);
      },
    ),
    { numRuns: runs(60, 300) },
  );
});

test('whatever a store says comes out harmless in every message', () => {
  const evil = fc.string({ unit: 'binary', maxLength: 120 });
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLE_EVENTS), evil, (event, detail) => {
      const told =
        'reason' in event ? { ...event, reason: { ...event.reason, detail: `${detail}<script>` } } : event;
      const { subject, text, html } = renderMessage(told);
      expect(subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      expect(text).not.toMatch(/[\p{Bidi_Control}\u2028\u2029]|(?!\n)\p{Cc}/u);
      expect(html).not.toContain('<script');
      expect(`${subject}${text}${html}`.isWellFormed()).toBe(true);
    }),
    { numRuns: runs(100, 500) },
  );
});

function inProgress(state: CampaignState): unknown {
  return state.images.flatMap((image) =>
    image.status === 'updating' ? [[image.source, image.successor, image.startedAt]] : [],
  );
}
