import type { CampaignState } from '@appstream-campaign/core';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, fixedAccount, START, waitingFor } from '../fixed-account.ts';

// A driver that is stopped at a deadline says how long a step may take.

const NAMES = ['A', 'B', 'C', 'D', 'E'] as const;
const enrolled = NAMES.map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } }));

/** Time for so many questions about it; then none is left. */
const timeFor = (questions: number) => {
  let asked = 0;
  return () => (asked++ < questions ? 1 : 0);
};

test('a step that runs out of time starts nothing more, and the next one is due at once', async () => {
  const { campaign, started, clock } = fixedAccount(enrolled);
  const first = await decideAndStart(campaign({ timeLeft: timeFor(3) }), waitingFor(...NAMES));
  expect(started.length).toBeGreaterThan(0);
  expect(started.length).toBeLessThan(NAMES.length);
  expect(first.nextCheckAt).toBe(clock.now().toISOString());
  const second = await decideAndStart(campaign({}), first);
  expect(started).toHaveLength(NAMES.length);
  expect(second.images.map(({ status }) => status)).toEqual(NAMES.map(() => 'updating'));
});

test('updates that have ended are collected as far as the time goes, and their messages are kept', async () => {
  const successor = (source: string) => `${source}-Updated-20261123`;
  const images = NAMES.flatMap((name) => [
    { name, tags: { AutoUpdate: 'Completed', NextVersion: successor(name) } },
    { name: successor(name) },
  ]);
  const { campaign } = fixedAccount(images, after(60));
  const updating = (source: string) =>
    ({
      status: 'updating',
      source,
      successor: successor(source),
      startedAt: START,
      sourceTagged: true,
    }) as const;
  const state: CampaignState = { ...waitingFor(), images: NAMES.map(updating) };
  const notifiers = [new RecordingNotifier({ name: 'people', events: ['imageUpdated'] })];
  const first = await decideAndStart(campaign({ timeLeft: timeFor(4), notifiers }), state);
  expect(first.images.filter(({ status }) => status === 'updated')).toHaveLength(2);
  expect(first.outbox).toHaveLength(2);
  expect(notifiers[0]?.delivered).toEqual([]);

  const second = await decideAndStart(campaign({ notifiers }), first);
  expect(second.status).toBe('over');
  expect(notifiers[0]?.delivered).toHaveLength(NAMES.length);
});

test('with no time at all a step changes nothing', async () => {
  const { campaign, started } = fixedAccount(enrolled);
  const next = await decideAndStart(campaign({ timeLeft: () => 0 }), waitingFor(...NAMES));
  expect(started).toEqual([]);
  expect(next.images).toEqual(waitingFor(...NAMES).images);
});
