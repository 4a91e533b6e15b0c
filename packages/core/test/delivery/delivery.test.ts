import { type AnnouncedEvent, NotifierError, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import { expect, test } from 'vitest';
import { enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const failing = (name: string) => enrolled(name, { incompatible: true });

async function campaignTold(notify: (event: AnnouncedEvent) => Promise<void>, names = ['A', 'B', 'C']) {
  const world = await createMemoryWorld({ images: names.map(failing) });
  const notifiers = [{ name: 'picky', notify }];
  return new UpdateCampaign({
    store: world.store,
    clock: world.clock,
    notifiers,
    messagePatienceMinutes: 600,
  });
}

test('messages that a channel never takes do not keep the others from it', async () => {
  const delivered: string[] = [];
  const campaign = await campaignTold(async (event) => {
    const about = 'source' in event ? event.source : event.type;
    if (about === 'A' || about === 'B') throw new NotifierError('I do not take that.');
    delivered.push(about);
  });
  const abandoned: string[] = [];
  campaign.events.on('notificationAbandoned', ({ event }) =>
    abandoned.push(event.id.split('/').at(-1) ?? ''),
  );
  expect(await campaign.run()).toMatchObject({ status: 'over', outbox: [] });
  expect(delivered.sort()).toEqual(['C', 'campaignEnded']);
  expect(abandoned).toEqual(['A', 'B']);
});

test('a channel that is down costs two tries a check, however many messages wait', async () => {
  let tries = 0;
  const names = Array.from({ length: 40 }, (_, index) => `I-${index}`);
  const campaign = await campaignTold(async () => {
    tries++;
    throw new NotifierError('Down.');
  }, names);
  const state = await decideAndStart(campaign);
  expect(state.outbox).toHaveLength(41);
  expect(tries).toBe(2);
});

test('while the channel stays down, the waits double up to an hour', async () => {
  const campaign = await campaignTold(async () => {
    throw new NotifierError('Down.');
  }, ['A']);
  const waits: number[] = [];
  let before = Date.parse('2026-11-23T08:00:00.000Z');
  await campaign.run({
    onState: ({ nextCheckAt }) => {
      if (nextCheckAt === undefined) return;
      waits.push((Date.parse(nextCheckAt) - before) / 60_000);
      before = Date.parse(nextCheckAt);
    },
  });
  expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});
