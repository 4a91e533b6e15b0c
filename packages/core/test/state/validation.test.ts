import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import { isInstant } from '@appstream-campaign/core/internal';
import { describe, expect, test } from 'vitest';
import { failed } from '../announcing.ts';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount, waitingFor } from '../fixed-account.ts';

const { store, clock, campaign } = fixedAccount([]);

describe('one sentence says which option is wrong, what it is, and what is expected', () => {
  const choice = 'expected "window" or "batch".';
  test.each<[what: string, options: object, says: string]>([
    [
      'a function is not printed',
      { batchSize: () => 5 },
      'batchSize is a function; expected a whole number from 1 to 1000.',
    ],
    ['80 characters are shown whole', { pacing: 'x'.repeat(78) }, `pacing is "${'x'.repeat(78)}"; ${choice}`],
    ['the 81st is not', { pacing: 'x'.repeat(79) }, `pacing is "${'x'.repeat(79)}…; ${choice}`],
    [
      'other options are not offered for a key of a selector',
      { selector: { includes: [] } },
      'selector.includes is not known. Correct or remove it.',
    ],
    [
      'what is missing has words of its own',
      { tags: undefined, checkSchedule: { everyMinutes: undefined } },
      'checkSchedule.everyMinutes is missing; expected minutes from 0.1 to 1440.',
    ],
    ['no schedule is none', { checkSchedule: null }, 'checkSchedule is null; expected a check schedule.'],
    ['a number is no schedule', { checkSchedule: 5 }, 'checkSchedule is 5; expected a check schedule.'],
  ])('%s', (_, options, says) => {
    const make = () => new UpdateCampaign({ store, clock, ...options });
    expect(make).toThrow(expect.objectContaining({ name: 'InvalidOptionsError' }));
    expect(make).toThrow(expect.objectContaining({ message: `Campaign option ${says}` }));
  });
});

describe('one sentence says what is wrong with a state', () => {
  const { id: _, ...nameless } = waitingFor();
  test.each<[what: string, state: object, says: string]>([
    [
      'a field that is too many',
      { ...waitingFor(), surprise: 1 },
      'surprise is not known. Correct or remove it. Nothing was touched.',
    ],
    [
      'a field that is missing',
      nameless,
      'id is missing; what holds it should be a campaign state. Nothing was touched.',
    ],
    [
      'an image that is there twice',
      { ...waitingFor('A', 'B'), images: [failed('A'), failed('B'), failed('A')] },
      'the image "A" is listed twice. Nothing was touched.',
    ],
  ])('%s', async (_, state, says) => {
    await expect(decideAndStart(campaign(), state as CampaignState)).rejects.toMatchObject({
      name: 'InvalidStateError',
      message: expect.stringContaining(`Campaign state: ${says}`),
    });
  });
});

describe('an instant', () => {
  test.each([
    '2026-11-23T08:00Z',
    '2026-11-23T08:00:00Z',
    '2026-11-23T08:00:00.5Z',
    '2026-11-23T08:00:00.123456Z',
    '2026-11-23T09:00+01:00',
    '2026-11-23T03:30:00-04:30',
  ])('can be %s', (text) => {
    expect(isInstant(text)).toBe(true);
  });

  test.each([
    ['has no time zone', '2026-11-23T08:00:00'],
    ['has no time', '2026-11-23'],
    ['is written for people', 'Mon, 23 Nov 2026 08:00:00 GMT'],
    ['has a year that other programs do not read', '+002026-11-23T08:00:00Z'],
    ['does not exist', '2026-13-23T08:00:00Z'],
    ['has something behind it', '2026-11-23T08:00:00Z or later'],
  ])('is refused when it %s', (_, text) => {
    expect(isInstant(text)).toBe(false);
    expect(() => campaign({ startedAt: text })).toThrow(`startedAt is "${text}"; expected an instant`);
  });
});
