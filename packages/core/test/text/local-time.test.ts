import { type AnnouncedEvent, type EventOf, InvalidOptionsError } from '@appstream-campaign/core';
import { formatTime, renderMessage } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount } from '../fixed-account.ts';

const WINTER = '2026-11-23T22:30:00.000Z';
const SUMMER = '2026-07-23T22:30:00.000Z';

describe('a time as people read it, with the abbreviation that is usual there', () => {
  test.each([
    [undefined, '2026-11-23 22:30 UTC', '2026-07-23 22:30 UTC'],
    ['UTC', '2026-11-23 22:30 UTC', '2026-07-23 22:30 UTC'],
    ['Etc/UTC', '2026-11-23 22:30 UTC', '2026-07-23 22:30 UTC'],
    ['Europe/Berlin', '2026-11-23 23:30 CET', '2026-07-24 00:30 CEST'],
    ['Europe/London', '2026-11-23 22:30 GMT', '2026-07-23 23:30 BST'],
    ['America/New_York', '2026-11-23 17:30 EST', '2026-07-23 18:30 EDT'],
    ['Australia/Sydney', '2026-11-24 09:30 AEDT', '2026-07-24 08:30 AEST'],
    ['Asia/Kolkata', '2026-11-24 04:00 IST', '2026-07-24 04:00 IST'],
    ['Asia/Tokyo', '2026-11-24 07:30 UTC+9', '2026-07-24 07:30 UTC+9'],
    ['America/Sao_Paulo', '2026-11-23 19:30 UTC-3', '2026-07-23 19:30 UTC-3'],
  ])('%s', (timeZone, winter, summer) => {
    expect(formatTime(WINTER, timeZone)).toBe(winter);
    expect(formatTime(new Date(SUMMER), timeZone)).toBe(summer);
  });

  test('midnight is 00:00', () => {
    expect(formatTime('2026-11-23T23:00:00Z', 'Europe/Berlin')).toBe('2026-11-24 00:00 CET');
  });
});

describe('a message', () => {
  const ended = (minutes: number): EventOf<'campaignEnded'> => ({
    id: 'c/campaignEnded',
    campaign: 'c',
    type: 'campaignEnded',
    startedAt: WINTER,
    at: new Date(Date.parse(WINTER) + minutes * 60_000).toISOString(),
    updated: [],
    failed: [],
    skipped: [{ status: 'skipped', source: 'Same', endedAt: WINTER, reason: { code: 'current' } }],
  });

  test('has its times in the zone that is asked for', () => {
    const failed: AnnouncedEvent = {
      id: 'c/updateFailed/A',
      campaign: 'c',
      type: 'updateFailed',
      source: 'A',
      successor: 'A-2',
      startedAt: WINTER,
      at: '2026-11-23T23:21:00.000Z',
      reason: { code: 'timed-out' },
    };
    const { text, html } = renderMessage(failed, { timeZone: 'Europe/Berlin' });
    expect(text).toMatch(/^Started: +2026-11-23 23:30 CET$/m);
    expect(text).toContain('Campaign c, 2026-11-24 00:21 CET.');
    expect(html).toContain('2026-11-24 00:21 CET');
    expect(`${text}${html}`).not.toContain('UTC');
    const several = renderMessage([failed, { ...failed, id: 'b', source: 'B' }], { timeZone: 'Asia/Tokyo' });
    expect(several.text).toContain('Campaign c, 2026-11-24 08:21 UTC+9.');
  });

  test.each([
    [51, '51 min'],
    [2879, '47 h 59 min'],
    [2880, '2 d 0 h'],
    [5520, '3 d 20 h'],
  ])('says of %d minutes: %s', (minutes, words) => {
    expect(renderMessage(ended(minutes)).text).toContain(`over after ${words}:`);
  });

  test('in no zone there is, is none', () => {
    expect(() => renderMessage(ended(1), { timeZone: 'Middle/Earth' })).toThrow(
      'timeZone is "Middle/Earth"; expected a time zone of the IANA database, such as Europe/Berlin or UTC.',
    );
  });
});

describe('the date in a name', () => {
  const campaignIn = (timeZone: string, startsAt = WINTER) => {
    const account = fixedAccount([{ name: 'Win', tags: { AutoUpdate: 'Enabled' } }], startsAt);
    return { account, campaign: account.campaign({ timeZone, startedAt: startsAt }) };
  };

  test.each([
    ['UTC', 'Win-Updated-20261123'],
    ['America/New_York', 'Win-Updated-20261123'],
    ['Asia/Tokyo', 'Win-Updated-20261124'],
  ])('is the day on which the campaign started in %s', async (timeZone, successor) => {
    const { campaign } = campaignIn(timeZone);
    expect((await decideAndStart(campaign)).images).toMatchObject([{ successor }]);
  });

  test('is that of the start, however often the zone is changed afterwards', async () => {
    const { campaign } = campaignIn('UTC');
    const state = await decideAndStart(campaignIn('Asia/Tokyo').campaign);
    const waiting = { ...state, images: [{ status: 'waiting', source: 'Win' } as const] };
    expect((await decideAndStart(campaign, waiting)).images).toMatchObject([
      { successor: 'Win-Updated-20261124' },
    ]);
  });

  test('in no zone there is, is refused before anything starts', () => {
    expect(() => campaignIn('Middle/Earth')).toThrow(InvalidOptionsError);
    expect(() => campaignIn('Middle/Earth')).toThrow('timeZone is "Middle/Earth"; expected a time zone');
    expect(() => campaignIn('+01:00')).toThrow('timeZone is "+01:00"');
    expect(() => campaignIn(7 as never)).toThrow('timeZone is 7');
  });
});
