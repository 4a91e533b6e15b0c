import { type Delivery, type Notifier, NotifierError } from '@appstream-campaign/core';
import type { OutboxEntry } from '@appstream-campaign/core/internal';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { announcing, entry } from '../announcing.ts';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount } from '../fixed-account.ts';

const about = (source: string, attempts = 0) =>
  entry({ type: 'updateFailed', source, attempts, to: ['chat'] });
const namesIn = (events: Delivery['events']) =>
  events.map((event) => ('source' in event ? event.source : event.type));

/** One check of a campaign in which these messages wait. */
async function check(outbox: readonly OutboxEntry[], ...notifiers: Notifier[]) {
  const { campaign, events } = fixedAccount([]);
  const state = await decideAndStart(campaign({ notifiers }), announcing(outbox));
  return { state, events };
}

/** A chat that takes several messages at once: those that it is said to take. It keeps what it was handed. */
function chatThatTakes(taken: readonly string[], retryAfterSeconds?: number) {
  const calls: string[][] = [];
  const notifier: Notifier = {
    name: 'chat',
    notify: async () => {},
    async notifyMany({ events }) {
      calls.push(namesIn(events));
      const delivered = events.filter((event) => namesIn([event]).some((name) => taken.includes(name)));
      const rest = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      throw new NotifierError('Not all.', { delivered: delivered.map(({ id }) => id), ...rest });
    },
  };
  return { calls, notifier };
}

describe('a channel that takes one message at a time gets them in the order in which things happened', () => {
  test.each<[when: string, outbox: readonly OutboxEntry[], told: readonly string[]]>([
    ['however often each was tried', [about('A'), about('B', 5), about('C')], ['A', 'B', 'C']],
    ['also when one means nothing any more', [about('Z', 5), about('A', 5), about('B')], ['A', 'B']],
  ])('%s', async (_, outbox, told) => {
    const chat = new RecordingNotifier({ name: 'chat' });
    await check(outbox, chat);
    expect(namesIn(chat.delivered)).toEqual(told);
  });
});

describe('a channel that takes several messages at once, and not these, is handed', () => {
  test.each<[what: string, outbox: readonly OutboxEntry[], ...calls: string[][]]>([
    ['both together the first three times', [about('A', 2), about('B', 2)], ['A', 'B']],
    ['each alone after that, until it refuses one', [about('A', 3), about('B', 3)], ['A', 'B'], ['A']],
    ['the one that was tried less', [about('A', 5), about('B', 3)], ['A', 'B'], ['B']],
    ['both together when one is new', [about('A', 5), about('B')], ['A', 'B']],
    ['a single one only once a check', [about('A', 9)], ['A']],
    ['none that means nothing any more', [about('Z'), about('A')], ['A']],
    ['nothing when none means anything any more', [about('Z')]],
  ])('%s', async (_, outbox, ...calls) => {
    const chat = chatThatTakes([]);
    await check(outbox, chat.notifier);
    expect(chat.calls).toEqual(calls);
  });
});

describe('of what a channel took together it is not handed again', () => {
  test.each<[what: string, taken: string[], ...calls: string[][]]>([
    ['the one that it took, when two are left', ['A'], ['A', 'B', 'C'], ['B']],
    ['anything, when one is left', ['A', 'B'], ['A', 'B', 'C']],
  ])('%s', async (_, taken, ...calls) => {
    const chat = chatThatTakes(taken);
    const { state } = await check([about('A', 3), about('B', 3), about('C', 3)], chat.notifier);
    expect(chat.calls).toEqual(calls);
    expect(state.outbox.map(({ source }) => source)).toEqual(
      ['A', 'B', 'C'].filter((name) => !taken.includes(name)),
    );
  });
});

test('a channel that asks to be left alone is not handed each message alone either', async () => {
  const chat = chatThatTakes([], 120);
  await check([about('A', 3), about('B', 3)], chat.notifier);
  expect(chat.calls).toEqual([['A', 'B']]);
});

describe('a failed delivery names the first message that was not taken, and counts the others', () => {
  test.each<[taken: string[], event: string, others: number | undefined]>([
    [[], 'A', 2],
    [['A'], 'B', 1],
    [['A', 'B'], 'C', undefined],
    // It failed all the same, and somebody may want to know why.
    [['A', 'B', 'C'], 'A', undefined],
  ])('taken %j', async (taken, event, others) => {
    const outbox = [about('A'), about('B'), about('C')];
    const { events } = await check(outbox, chatThatTakes(taken).notifier);
    const id = `test/updateFailed/${event}`;
    expect(events).toMatchObject([{ type: 'notificationFailed', notifier: 'chat', event: id }]);
    expect(events.map((one) => ('others' in one ? one.others : undefined))).toEqual([others]);
  });
});

describe('what a channel will never take', () => {
  const refusing = (permanent: boolean, together: boolean): Notifier => {
    const refuse = async ({ events }: Pick<Delivery, 'events'>): Promise<undefined> => {
      if (events.some((event) => namesIn([event])[0] !== 'C'))
        throw new NotifierError('No such address.', { permanent, delivered: ['test/updateFailed/B'] });
    };
    const notify = (event: Delivery['events'][number]) => refuse({ events: [event] });
    return { name: 'chat', notify, ...(together ? { notifyMany: refuse } : {}) };
  };

  test.each([
    ['together', true],
    ['one by one', false],
  ])('is given up at once, %s, and handed to the log', async (_, together) => {
    const { state, events } = await check([about('A'), about('B')], refusing(true, together));
    expect(state).toMatchObject({ status: 'over', outbox: [] });
    expect(events.map(({ type }) => type)).toContain('notificationFailed');
    expect(events.filter(({ type }) => type === 'notificationAbandoned')).toMatchObject([
      { notifiers: ['chat'], event: { id: 'test/updateFailed/A' } },
    ]);
  });

  test('does not take other channels along', async () => {
    const other = new RecordingNotifier({ name: 'mail' });
    const { state } = await check([{ ...about('A'), to: ['chat', 'mail'] }], refusing(true, true), other);
    expect(state.outbox).toEqual([]);
    expect(namesIn(other.delivered)).toEqual(['A']);
  });

  test('is kept as long as the error does not say so', async () => {
    const { state, events } = await check([about('A')], refusing(false, true));
    expect(state.outbox).toMatchObject([{ source: 'A', attempts: 1 }]);
    expect(events.map(({ type }) => type)).toEqual(['notificationFailed']);
  });
});

describe('for a channel that is no longer configured', () => {
  test.each<[what: string, outbox: readonly OutboxEntry[], abandoned: number]>([
    ['a message is handed to the log', [about('A')], 1],
    ['a message that means nothing any more is let go quietly', [about('Z')], 0],
  ])('%s', async (_, outbox, abandoned) => {
    const { state, events } = await check(outbox);
    expect(state).toMatchObject({ status: 'over', outbox: [] });
    expect(events.filter(({ type }) => type === 'notificationAbandoned')).toHaveLength(abandoned);
  });
});
