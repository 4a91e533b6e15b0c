import { type CampaignState, type ImageStore, ImageStoreError } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount, START, waitingFor } from '../fixed-account.ts';

// Images wait although slots are free, because AppStream refuses to start them for now.

const A = { name: 'A', tags: { AutoUpdate: 'Enabled' } };
const full = new ImageStoreError('limit', 'CreateUpdatedImage A: LimitExceededException: Too many images.', {
  advice: 'Used up: Images (30 of 30).',
});

/** A campaign whose starts are refused for as long as `refusing` holds an error. */
function refused(state: CampaignState = waitingFor('A'), error: ImageStoreError = full) {
  const account = fixedAccount([A, { name: 'B', tags: A.tags }]);
  const world = { refusing: error as ImageStoreError | undefined };
  const store: ImageStore = {
    ...account.store,
    startUpdate: async (order) => {
      if (world.refusing !== undefined) throw world.refusing;
      return account.store.startUpdate(order);
    },
  };
  const delivered: string[] = [];
  const texts: string[] = [];
  const notifier = {
    name: 'people',
    notify: async (event: Parameters<typeof renderMessage>[0]) => {
      if (!('type' in event)) return;
      delivered.push(event.type);
      texts.push(renderMessage(event).text);
    },
  };
  const campaign = account.campaign({ store, notifiers: [notifier], rememberDurations: false });
  let now = state;
  return {
    ...account,
    world,
    delivered,
    texts,
    state: () => now,
    async checkAfter(minutes: number) {
      account.clock.advance(minutes);
      now = await decideAndStart(campaign, now);
      return now;
    },
  };
}

describe('starts that are refused while slots are free', () => {
  test('are in the state at once, with the quota that is used up', async () => {
    const { checkAfter } = refused();
    expect((await checkAfter(0)).delayed).toEqual({
      code: 'quota-used-up',
      detail: 'CreateUpdatedImage A: LimitExceededException: Too many images. Used up: Images (30 of 30).',
      since: START,
    });
  });

  test('are told to people after an hour, once', async () => {
    const { checkAfter, delivered, texts, events } = refused();
    await checkAfter(0);
    await checkAfter(59);
    expect(delivered).toEqual([]);
    await checkAfter(1);
    expect(delivered).toEqual(['campaignDelayed']);
    expect(texts[0]).toContain('No update could be started since 2026-11-23 08:00 UTC');
    expect(texts[0]).toContain('Used up: Images (30 of 30).');
    expect(texts[0]).toContain('1 image waits.');
    await checkAfter(10);
    await checkAfter(60);
    expect(delivered).toEqual(['campaignDelayed']);
    expect(events.filter(({ type }) => type === 'campaignDelayed')).toHaveLength(1);
  });

  test('are forgotten when one is accepted', async () => {
    const { checkAfter, world } = refused();
    await checkAfter(0);
    world.refusing = undefined;
    const next = await checkAfter(10);
    expect(next).not.toHaveProperty('delayed');
    expect(next.images).toMatchObject([{ status: 'updating' }]);
  });

  test('begin anew when one of several is accepted', async () => {
    const { checkAfter, world, state } = refused(waitingFor('A', 'B'));
    await checkAfter(0);
    let calls = 0;
    Object.defineProperty(world, 'refusing', { get: () => (calls++ === 0 ? undefined : full) });
    await checkAfter(30);
    expect(
      state()
        .images.map(({ status }) => status)
        .toSorted(),
    ).toEqual(['updating', 'waiting']);
    expect(state().delayed?.since).toBe(after(30));
  });

  test('for a reason that is no quota say so', async () => {
    const busy = new ImageStoreError('busy', 'CreateUpdatedImage A: ThrottlingException: Rate exceeded.');
    const { checkAfter } = refused(waitingFor('A'), busy);
    expect((await checkAfter(0)).delayed).toMatchObject({ code: 'start-refused' });
  });
});
