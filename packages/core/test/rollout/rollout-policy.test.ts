import { InvalidOptionsError } from '@appstream-campaign/core';
import {
  isOpen,
  nextOpening,
  parseRings,
  type RolloutWindow,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';
import { describe, expect, test } from 'vitest';

describe('rings', () => {
  test('are test for a day, pilot for three, and production after an approval, unless one says otherwise', () => {
    expect(toRolloutPolicy().rings).toMatchObject([
      { name: 'test', soakMinutes: 1440, approval: false },
      { name: 'pilot', soakMinutes: 4320, approval: false },
      { name: 'production', soakMinutes: 0, approval: true, alarms: [], maxAtOnce: Number.POSITIVE_INFINITY },
    ]);
  });

  test.each([
    ['a', [{ name: 'a' }]],
    ['a:30m', [{ name: 'a', soak: '30m' }]],
    ['a:approval', [{ name: 'a', approval: true }]],
    [' a : 7d : approval , b ', [{ name: 'a', soak: '7d', approval: true }, { name: 'b' }]],
    ['a:approval:7d', [{ name: 'a', soak: '7d', approval: true }]],
  ])('in the compact form: %s', (text, rings) => {
    expect(parseRings(text)).toEqual(rings);
  });

  test.each([
    '',
    'a,',
    'a:',
    'a:24',
    'a:1w',
    'a:24h:48h',
    'a:approval:approval',
    ':24h',
    'a:aproval',
    'a:400d',
  ])('a form that is none is refused with its text: %j', (rings) => {
    expect(() => toRolloutPolicy({ rings })).toThrow(InvalidOptionsError);
    expect(() => toRolloutPolicy({ rings })).toThrow(/Rollout option rings.*expected/);
  });
});

test.each<[string, object]>([
  ['rings.0.name is "a b"', { rings: [{ name: 'a b' }] }],
  ['drainAtOnce is -1', { drainAtOnce: -1 }],
  ['rings: name is "a/b"', { rings: 'a/b' }],
  ['another name than all', { rings: 'all' }],
  ['rings has "a" twice', { rings: 'a,a' }],
  ['rings.1.soak is "1w"', { rings: [{ name: 'a' }, { name: 'b', soak: '1w' }] }],
  ['rings.0.window.from is "9:00"', { rings: [{ name: 'a', window: { from: '9:00', to: '10:00' } }] }],
  [
    'rings.0.window.days.0 is "Monday"',
    { rings: [{ name: 'a', window: { days: ['Monday'], from: '09:00', to: '10:00' } }] },
  ],
  [
    'window.timeZone is "Mars/Base"',
    { rings: [{ name: 'a', window: { from: '09:00', to: '10:00', timeZone: 'Mars/Base' } }] },
  ],
  ['at least 15 minutes', { rings: [{ name: 'a', window: { from: '09:00', to: '09:10' } }] }],
  ['rings.0.maxAtOnce is 0', { rings: [{ name: 'a', maxAtOnce: 0 }] }],
  ['rings.0.soaks is not known', { rings: [{ name: 'a', soaks: '1h' }] }],
  ['at least one', { rings: [] }],
  ['onUnhealthy is "back"', { onUnhealthy: 'back' }],
  ['publish is "ssm"', { publish: 'ssm' }],
  ['parameterPrefix is "images"', { parameterPrefix: 'images' }],
  ['share.afterRing is "lab"', { share: { afterRing: 'lab' } }],
  ['health.watchHours is 0', { health: { watchHours: 0 } }],
  ['tags uses the key "ImageRing" for two purposes', { tags: { paused: 'ImageRing' } }],
  ['colour is not known', { colour: 'red' }],
])('a wrong option is refused by name: %s', (message, options) => {
  expect(() => toRolloutPolicy(options)).toThrow(message);
});

describe('a window', () => {
  const nights: RolloutWindow = { from: '22:00', to: '05:00', timeZone: 'Europe/Berlin' };
  const weekend: RolloutWindow = { ...nights, days: ['sat'] };

  test.each<[string, RolloutWindow, string, boolean]>([
    ['opens at its time, where people are', nights, '2026-11-23T21:00:00Z', true],
    ['and not before', nights, '2026-11-23T20:59:00Z', false],
    ['closes the day after', nights, '2026-11-24T04:00:00Z', false],
    ['belongs to the day on which it opens', weekend, '2026-11-29T03:00:00Z', true],
    ['and not to that on which it closes', weekend, '2026-11-28T03:00:00Z', false],
    ['is a whole day', { days: ['sat'], from: '00:00', to: '00:00' }, '2026-11-28T13:00:00Z', true],
    ['on its days only', { days: ['mon'], from: '08:00', to: '17:00' }, '2026-11-28T09:00:00Z', false],
    [
      'stays closed in an hour that does not exist',
      { from: '02:30', to: '02:45', timeZone: 'Europe/Berlin' },
      '2026-03-29T01:00:00Z',
      false,
    ],
  ])('%s', (_, window, now, open) => {
    expect(isOpen(window, now)).toBe(open);
  });

  test.each<[RolloutWindow, string, string | undefined]>([
    [nights, '2026-11-23T12:34:56.000Z', '2026-11-23T21:00:00.000Z'],
    [weekend, '2026-11-23T12:07:00.000Z', '2026-11-28T21:00:00.000Z'],
    [{ from: '08:10', to: '08:25' }, '2026-11-23T08:30:00.000Z', '2026-11-24T08:10:00.000Z'],
    [nights, '2026-11-23T22:00:00.000Z', undefined],
  ])('says when it opens next: %j', (window, now, then) => {
    expect(nextOpening(window, now)).toBe(then);
  });
});
