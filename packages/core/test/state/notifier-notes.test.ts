import type { CampaignState, Delivery, Notifier } from '@appstream-campaign/core';
import type { OutboxEntry } from '@appstream-campaign/core/internal';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { announcing, entry, failed } from '../announcing.ts';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount, START, waitingFor } from '../fixed-account.ts';

const toChat = { to: ['chat'] };
const ofImage = entry({ ...toChat, type: 'updateFailed', source: 'A' });
const ofCampaign = entry({ ...toChat, type: 'campaignStarted' });

const check = (state: CampaignState, ...notifiers: Notifier[]) =>
  decideAndStart(fixedAccount([]).campaign({ notifiers }), state);

/** A chat that takes several messages at once, and asks for this to be given back. */
function chatWith(memory: string | undefined, more: Partial<Notifier> = {}) {
  const deliveries: Delivery[] = [];
  const notifier: Notifier = {
    name: 'chat',
    notify: async () => {},
    async notifyMany(delivery) {
      deliveries.push(delivery);
      return memory === undefined ? undefined : { memory };
    },
    ...more,
  };
  return { deliveries, notifier };
}

describe('a state holds nothing about a channel', () => {
  test.each<[that: string, notifier: Notifier, outbox: readonly OutboxEntry[]]>([
    ['takes messages one by one', new RecordingNotifier({ name: 'chat' }), [ofImage, ofCampaign]],
    [
      'would gather, but takes messages one by one',
      new RecordingNotifier({ name: 'chat', digestMinutes: 60 }),
      [ofImage, ofCampaign],
    ],
    ['gathers nothing', chatWith(undefined).notifier, [ofImage, ofCampaign]],
    [
      'gathers, and was told of the campaign alone',
      chatWith(undefined, { digestMinutes: 60 }).notifier,
      [ofCampaign],
    ],
  ])('that %s', async (_, notifier, outbox) => {
    expect(await check(announcing(outbox), notifier)).not.toHaveProperty('notifiers');
  });
});

test('events are gathered from the first delivery on that tells of an image, whatever else it tells', async () => {
  const { notifier } = chatWith(undefined, { digestMinutes: 60 });
  const { notifiers } = await check(announcing([ofImage, ofCampaign]), notifier);
  expect(notifiers).toEqual([{ name: 'chat', gatherUntil: after(60) }]);
});

describe('what a channel asks to be given back', () => {
  test('is given to that channel and to no other', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => chatWith(undefined, { name })) as [
      ReturnType<typeof chatWith>,
      ReturnType<typeof chatWith>,
      ReturnType<typeof chatWith>,
    ];
    const notifiers = [
      { name: 'one', memory: 'message 1' },
      { name: 'two', memory: 'message 2' },
    ];
    const state = announcing([entry({ to: ['one', 'two', 'three'] })], { notifiers });
    const next = await check(state, one.notifier, two.notifier, three.notifier);
    expect(one.deliveries).toMatchObject([{ memory: 'message 1' }]);
    expect(two.deliveries).toMatchObject([{ memory: 'message 2' }]);
    expect(three.deliveries).toHaveLength(1);
    expect(three.deliveries[0]).not.toHaveProperty('memory');
    // It asked for nothing new.
    expect(next.notifiers).toEqual(notifiers);
  });

  test('is cut to 200 characters, so that the state can be read again', async () => {
    const { notifier } = chatWith('x'.repeat(201));
    const state = await check(announcing([ofCampaign]), notifier);
    expect(state.notifiers).toEqual([{ name: 'chat', memory: 'x'.repeat(200) }]);
    expect(await check(state, notifier)).toMatchObject({ status: 'over' });
  });

  test('is reckoned at full length, with a rest and a gathering, before the first start', async () => {
    const measured: CampaignState[] = [];
    const measure = (state: CampaignState) => measured.push(state);
    const { campaign } = fixedAccount([]);
    const notifiers = [new RecordingNotifier({ name: 'one' }), chatWith(undefined).notifier];
    await decideAndStart(campaign({ notifiers, stateLimit: { bytes: 1e9, measure } }));
    const most = { gatherUntil: START, notBefore: START, memory: 'x'.repeat(200) };
    for (const state of measured) {
      expect(state.notifiers).toEqual([
        { name: 'one', ...most },
        { name: 'chat', ...most },
      ]);
    }
    expect(measured).not.toEqual([]);
  });
});

describe('the next check comes', () => {
  const rests = { notifiers: [{ name: 'chat', notBefore: after(30) }] };
  const down = new RecordingNotifier({ name: 'down', failures: Number.POSITIVE_INFINITY });
  test.each<[when: string, minutes: number, outbox: readonly OutboxEntry[]]>([
    ['when the rest ends that a channel asked for', 30, [ofCampaign]],
    ['sooner for another channel that is down', 1, [ofCampaign, entry()]],
    ['sooner for a message that waits for both', 1, [entry({ to: ['chat', 'down'] })]],
  ])('%s', async (_, minutes, outbox) => {
    const chat = new RecordingNotifier({ name: 'chat' });
    const state = await check(announcing(outbox, rests), chat, down);
    expect(state.nextCheckAt).toBe(after(minutes));
    expect(chat.delivered).toEqual([]);
  });
});

describe('while events are gathered, one about an image', () => {
  const updating = { status: 'updating', successor: 'S', startedAt: START, sourceTagged: true } as const;
  const running = { ...waitingFor(), images: [failed('A'), { ...updating, source: 'W' }] };
  const ofOther = entry({ type: 'campaignStarted', to: ['other'] });
  test.each<[what: string, told: string[], state: CampaignState]>([
    ['waits', [], { ...running, outbox: [ofImage] }],
    [
      'goes along with one about the campaign',
      ['updateFailed', 'campaignStarted'],
      { ...running, outbox: [ofImage, ofCampaign] },
    ],
    ['does not go along with one that another channel gets', [], { ...running, outbox: [ofImage, ofOther] }],
    ['goes at once when every image has its outcome', ['updateFailed'], announcing([ofImage])],
  ])('%s', async (_, told, state) => {
    const chat = new RecordingNotifier({ name: 'chat', together: true, digestMinutes: 60 });
    const other = new RecordingNotifier({ name: 'other' });
    const account = fixedAccount([
      { name: 'W', tags: { AutoUpdate: 'Completed', NextVersion: 'S' } },
      { name: 'S', condition: 'in-progress', tags: { UpdatedFrom: 'W' }, createdAt: START },
    ]);
    const notifiers = [{ name: 'chat', gatherUntil: after(50) }];
    await decideAndStart(account.campaign({ notifiers: [chat, other] }), { ...state, notifiers });
    expect(chat.delivered.map(({ type }) => type)).toEqual(told);
  });
});
