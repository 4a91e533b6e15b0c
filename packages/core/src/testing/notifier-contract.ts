import assert from 'node:assert/strict';
import type { Notifier } from '../delivery/notifier.ts';
import { NotifierError } from '../ports/errors.ts';
import type { AnnouncedEvent, UpdateFailed } from '../state/events.ts';
import { MAX_NOTIFIER_MEMORY } from '../state/notifier-notes.ts';
import type { CampaignProgress } from '../state/progress.ts';
import { base, SAMPLE_EVENTS } from './sample-events.ts';
import type { TestFunction } from './test-function.ts';

/** A channel under test: the notifier, and access to the receiving end. */
export interface ChannelUnderTest {
  readonly notifier: Notifier;
  /** Everything that arrived, one text a message, with the names of the images in it. */
  arrived(): readonly string[] | Promise<readonly string[]>;
  /** Makes the channel fail. */
  breakDown(): void | Promise<void>;
  /** Makes the channel work again. */
  repair(): void | Promise<void>;
  /** Releases the resources of the channel. */
  close(): Promise<void>;
}

const failureOf = (source: string, detail: string): UpdateFailed => ({
  ...base('updateFailed', source),
  type: 'updateFailed',
  source,
  successor: `${source}-2`,
  startedAt: '2026-11-23T11:00:00.000Z',
  reason: { code: 'update-failed', detail },
});

const progressAfter = (failed: number): CampaignProgress => ({
  campaign: 'contract',
  status: 'running',
  startedAt: '2026-11-23T08:00:00.000Z',
  waiting: 0,
  updating: [],
  updated: 0,
  failed,
  skipped: 0,
});

const namesIn = (event: AnnouncedEvent): readonly string[] => {
  if ('lineage' in event) return [event.lineage, 'to' in event ? event.fleet : event.image];
  if (event.type === 'campaignStarted') return [];
  if (event.type === 'quotaTooSmall') return ['Sales-2'];
  if (event.type === 'imageUpdated') return [event.successor];
  if (event.type === 'campaignDelayed') return ['Support'];
  if (event.type === 'campaignHalted' || event.type === 'campaignStopped') return ['Support', 'Finance-2'];
  if (event.type === 'passEnded') return ['Office', 'Lab', '222222222222'];
  if (event.type === 'hubEnded') return ['Finance', 'Design', 'Sales', '222222222222'];
  return event.type === 'campaignEnded' ? ['Finance', 'Design', 'Sales'] : [event.source];
};

/**
 * The contract of a `Notifier`, as tests. Runs on any test runner.
 *
 * @example
 * ```ts
 * notifierContract(test, () => createMyChannel());
 * ```
 */
export function notifierContract(test: TestFunction, makeChannel: () => Promise<ChannelUnderTest>): void {
  const contract = (name: string, body: (channel: ChannelUnderTest) => Promise<void>) =>
    test(`Notifier: ${name}`, async () => {
      const channel = await makeChannel();
      try {
        await body(channel);
      } finally {
        await channel.close();
      }
    });

  contract('has a name', async ({ notifier }) => {
    assert.equal(typeof notifier.name, 'string');
    assert.notEqual(notifier.name, '');
  });

  for (const event of SAMPLE_EVENTS) {
    contract(`delivers ${event.type}, with the images it is about`, async ({ notifier, arrived }) => {
      await notifier.notify(event);
      const [message, ...more] = await arrived();
      assert.deepEqual(more, []);
      for (const name of namesIn(event)) assert.ok(message?.includes(name), `${name} is not in: ${message}`);
      assert.ok(!message?.includes('\u202e'), 'a mark that turns the direction of text came through');
    });
  }

  contract('takes the same event again', async ({ notifier, arrived }) => {
    const [event] = SAMPLE_EVENTS;
    assert.ok(event);
    await notifier.notify(event);
    await notifier.notify(event);
    assert.ok((await arrived()).length >= 1);
  });

  contract('takes the longest names and texts there are', async ({ notifier, arrived }) => {
    const event = failureOf(`L${'o'.repeat(99)}ng`, '&<>"\u{1F600}'.repeat(40));
    await notifier.notify(event);
    const [message, ...more] = await arrived();
    assert.deepEqual(more, []);
    assert.ok(message?.includes(event.source), `the name is not in: ${message}`);
  });

  contract(
    'names each of 200 images of one delivery, in few messages if they are for people',
    async (channel) => {
      const { notifyMany, digestMinutes = 0 } = channel.notifier;
      if (notifyMany === undefined) return;
      const events = Array.from({ length: 200 }, (_, index) => failureOf(`Image-${index}.`, 'x'.repeat(240)));
      await notifyMany.call(channel.notifier, { events, progress: progressAfter(events.length) });
      const messages = await channel.arrived();
      const missing = events.filter(({ source }) => !messages.some((message) => message.includes(source)));
      assert.deepEqual(
        missing.map(({ source }) => source),
        [],
      );
      if (digestMinutes > 0) assert.ok(messages.length <= 12, `${messages.length} messages`);
    },
  );

  contract('keeps nothing of a delivery that failed as a whole, and works after', async (channel) => {
    const { notifyMany } = channel.notifier;
    if (notifyMany === undefined) return;
    const events = [failureOf('One', 'x'), failureOf('Two', 'x')];
    const deliver = () => notifyMany.call(channel.notifier, { events, progress: progressAfter(2) });
    await channel.breakDown();
    await assert.rejects(deliver(), (error) => {
      assert.ok(error instanceof NotifierError, `expected a NotifierError, got ${String(error)}`);
      assert.deepEqual(error.delivered, []);
      return true;
    });
    assert.deepEqual(await channel.arrived(), []);
    await channel.repair();
    const receipt = await deliver();
    assert.ok((receipt?.memory ?? '').length <= MAX_NOTIFIER_MEMORY, 'the memory is too long');
    const all = (await channel.arrived()).join();
    assert.ok(all.includes('One') && all.includes('Two'), all);
  });

  contract('rejects with a NotifierError while the channel is down, and works after', async (channel) => {
    const event = SAMPLE_EVENTS.at(-1);
    assert.ok(event);
    await channel.breakDown();
    await assert.rejects(channel.notifier.notify(event), (error) => {
      assert.ok(error instanceof NotifierError, `expected a NotifierError, got ${String(error)}`);
      assert.notEqual(error.message, '');
      return true;
    });
    assert.deepEqual(await channel.arrived(), []);
    await channel.repair();
    await channel.notifier.notify(event);
    assert.equal((await channel.arrived()).length, 1);
  });
}
