import {
  type AnnouncedEvent,
  InvalidOptionsError,
  type Notifier,
  NotifierError,
  route,
} from '@appstream-campaign/core';
import { type CampaignAnnouncement, DEFAULT_ANNOUNCEMENTS } from '@appstream-campaign/core/messages';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { account } from './rollout-account.ts';

const FLEETS = [
  { name: 'Lab', image: 'Desk', tags: { ImageRing: 'test' } },
  { name: 'Office', image: 'Desk', tags: { ImageRing: 'production' } },
];
const POLICY = { rings: 'test:1h,production:approval' };
const types = (events: readonly AnnouncedEvent[]) => events.map(({ type }) => type);

/** A month in hours: the test ring gets the version, a person is asked. */
async function passes(notifiers: readonly Notifier[], hours = 4) {
  const desk = await account(2, FLEETS, POLICY);
  const undelivered: string[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const result = await desk.pass({ notifiers });
    undelivered.push(...result.undelivered.map(({ notifier, reason }) => `${notifier}: ${reason}`));
    desk.clock.advance(60);
  }
  return { ...desk, undelivered };
}

describe('who is told of a rollout', () => {
  test('is whoever wants the type; by default what waits for a person, and not every switch', async () => {
    const chat = new RecordingNotifier({ name: 'chat' });
    const log = new RecordingNotifier({ name: 'log' });
    const bus = route(log, { events: ['fleetSwitched', 'approvalWanted', 'updateFailed'] });
    await passes([chat, bus]);
    expect(types(chat.delivered)).toEqual(['approvalWanted']);
    expect(types(log.delivered)).toEqual(['fleetSwitched', 'approvalWanted']);
    expect(DEFAULT_ANNOUNCEMENTS).toEqual(
      expect.arrayContaining(['approvalWanted', 'versionHeld', 'fleetRolledBack']),
    );
  });

  test('is decided by severity too', async () => {
    const pager = new RecordingNotifier({ name: 'pager', minSeverity: 'error' });
    const { pass, tag } = await passes([pager]);
    expect(pager.delivered).toEqual([]);
    tag('Desk-02', { RolloutHeld: 'printers are missing' });
    await pass({ notifiers: [pager] });
    expect(pager.delivered).toMatchObject([{ type: 'versionHeld', because: 'printers are missing' }]);
  });

  test('what nobody wants counts as told: a channel that is added later does not tell of the past', async () => {
    const { pass } = await passes([new RecordingNotifier({ name: 'quiet', events: [] })]);
    const late = new RecordingNotifier({ name: 'late', events: ['fleetSwitched', 'approvalWanted'] });
    const { events } = await pass({ notifiers: [late] });
    expect([events, late.delivered]).toEqual([[], []]);
  });

  test('a channel that will never take an event is not told it again', async () => {
    let calls = 0;
    const refusing: Notifier = {
      name: 'refusing',
      notify: async () => {
        calls++;
        throw new NotifierError('No such address.', { permanent: true });
      },
    };
    const { undelivered } = await passes([refusing], 6);
    expect(calls).toBe(1);
    expect(undelivered).toEqual(['refusing: No such address.']);
  });

  test('a list with something that is no notifier is refused before anything is touched', async () => {
    const { pass, imageOf } = await account(2, FLEETS, POLICY);
    await expect(pass({ notifiers: [{ name: 'chat' } as never] })).rejects.toThrow(InvalidOptionsError);
    await expect(pass({ notifiers: [{ name: 'chat' } as never] })).rejects.toThrow(
      'Rollout part notifiers lacks notify',
    );
    expect(imageOf('Lab')).toBe('Desk');
  });

  test('notifiers that were written for campaigns alone still compile, and work', async () => {
    const heard: string[] = [];
    const older: Notifier = {
      name: 'older',
      notify: async (event: CampaignAnnouncement) => void heard.push(event.id),
    };
    await passes([older]);
    expect(heard).toEqual(['rollout/approvalWanted/Desk-02/production']);
  });
});
