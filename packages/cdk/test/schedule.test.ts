import {
  afterPatchTuesday,
  type CampaignSchedule,
  firstOfMonth,
  ImageUpdateCampaign,
} from '@appstream-campaign/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';

const DAY = 86_400_000;

/** What a clock on the wall in a time zone shows. */
function onTheWall(instant: number, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const [date = '', time = ''] = format.format(instant).split(', ');
  return { date, time };
}

/** The instant at which the clock on the wall shows this date and time: a guess, put right by what it shows there. */
function instantOf(date: string, time: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 3; round++) {
    const shown = onTheWall(guess, timeZone);
    guess += wanted - Date.parse(`${shown.date}T${shown.time}:00Z`);
  }
  return guess;
}

/** The second Tuesday of a month, counted day by day on a calendar. */
function secondTuesday(year: number, month: number): string {
  const tuesdays = Array.from({ length: 14 }, (_, day) => new Date(Date.UTC(year, month, day + 1))).filter(
    (date) => date.getUTCDay() === 2,
  );
  return tuesdays[1]?.toISOString().slice(0, 10) ?? '';
}

const plusDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

const MONTHS = Array.from({ length: 120 }, (_, index) => ({
  year: 2026 + Math.floor(index / 12),
  month: index % 12,
}));
const ZONES = [
  'Etc/UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Asia/Kolkata',
];

describe('days after Patch Tuesday', () => {
  test.each(ZONES)('the campaign begins on the right date in ten years of months, in %s', (timeZone) => {
    const late: string[] = [];
    for (const { year, month } of MONTHS) {
      const tuesday = secondTuesday(year, month);
      // The schedule, and then the state machine, which waits so many times 24 hours.
      const fires = instantOf(tuesday, '02:00', timeZone);
      for (let days = 0; days <= 27; days++) {
        const begins = onTheWall(fires + days * DAY, timeZone);
        expect(begins.date).toBe(plusDays(tuesday, days));
        if (begins.time !== '02:00') late.push(begins.time);
      }
    }
    // Only where clocks are changed in between, and then by that hour.
    expect([...new Set(late)].filter((time) => time !== '01:00' && time !== '03:00')).toEqual([]);
    expect(late.length > 0).toBe(
      ['America/New_York', 'Europe/Berlin', 'Australia/Sydney'].includes(timeZone),
    );
  });

  test('at any hour from 1 to 22 the date is right, and the time is at most the changed hour off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MONTHS),
        fc.constantFrom(...ZONES),
        fc.integer({ min: 1, max: 22 }),
        fc.integer({ min: 0, max: 27 }),
        ({ year, month }, timeZone, hour, days) => {
          const tuesday = secondTuesday(year, month);
          const time = `${String(hour).padStart(2, '0')}:30`;
          const begins = onTheWall(instantOf(tuesday, time, timeZone) + days * DAY, timeZone);
          expect(begins.date).toBe(plusDays(tuesday, days));
          expect(Math.abs(Number(begins.time.slice(0, 2)) - hour)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('no cron expression can name the day: it takes seven days of the month, and cuts across their weeks', () => {
    const days = MONTHS.map(({ year, month }) => Number(plusDays(secondTuesday(year, month), 2).slice(8)));
    expect([...new Set(days)].toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16]);
    // The Thursday after is the second of its month in some months, and the third in others.
    expect(new Set(days.map((day) => Math.ceil(day / 7)))).toEqual(new Set([2, 3]));
  });

  test('it can fall into the next month', () => {
    expect(plusDays(secondTuesday(2026, 11), 27)).toBe('2027-01-04');
  });

  test('is the second Tuesday for the schedule, and the days for the state machine', () => {
    expect(afterPatchTuesday(2, { hour: 22, minute: 5, timeZone: 'Europe/Berlin' })).toEqual({
      expression: 'cron(5 22 ? * 3#2 *)',
      timeZone: 'Europe/Berlin',
      startAfterDays: 2,
    });
  });

  test.each([-1, 28, 1.5, Number.NaN])('%d days are refused', (days) => {
    expect(() => afterPatchTuesday(days)).toThrow(`days is ${days}; expected a whole number from 0 to 27`);
  });
});

test('the first of the month is at two o’clock unless told otherwise', () => {
  expect(firstOfMonth()).toEqual({ expression: 'cron(0 2 1 * ? *)', timeZone: 'Etc/UTC' });
  expect(() => firstOfMonth({ hour: 24 })).toThrow('hour is 24');
});

describe('a schedule at a time over which clocks are set forward', () => {
  afterEach(() => vi.useRealTimers());

  /** The warning, as somebody sees it who synthesises on this day. */
  function warnings(schedule: CampaignSchedule, today = '2026-11-28') {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${today}T00:00:00Z`) });
    const stack = new Stack(new App(), 'Stack');
    new ImageUpdateCampaign(stack, 'Images', { schedule });
    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('clocks are set forward'),
    );
    return found.map(({ entry }) => String(entry.data)).join();
  }

  const AUSTRALIA = ['Sydney', 'Melbourne', 'Adelaide', 'Hobart'].map((city) => `Australia/${city}`);

  test.each(AUSTRALIA)('is warned of at synthesis, with the nights that it skips: %s', (timeZone) => {
    expect(warnings(firstOfMonth({ timeZone }))).toContain(
      `The schedule cron(0 2 1 * ? *) in ${timeZone} falls on times that do not exist, because clocks are set forward: 2028-10-01 02:00, 2034-10-01 02:00. EventBridge Scheduler starts nothing then. Choose an hour`,
    );
  });

  test('is looked for ten years ahead, and no further back than today', () => {
    expect(warnings(firstOfMonth({ timeZone: 'Australia/Sydney' }), '2028-10-02')).toContain(
      'forward: 2034-10-01 02:00.',
    );
  });

  test.each<[string, string, string]>([
    // Lord Howe Island sets its clocks forward by half an hour.
    ['cron(0,45 2 1 OCT ? *)', 'Australia/Lord_Howe', '2028-10-01 02:00, 2034-10-01 02:00.'],
    ['cron(30 2 ? MAR SUN#2 2027-2028)', 'America/New_York', '2027-03-14 02:30, 2028-03-12 02:30.'],
    ['cron(0/30 2 L 3 ? *)', 'Europe/London', ''],
    ['cron(15 1 ? 3 1L 2027)', 'Europe/London', '2027-03-28 01:15.'],
    [
      'cron(15 2 * * ? *)',
      'Europe/Berlin',
      '2027-03-28 02:15, 2028-03-26 02:15, 2029-03-25 02:15 and so on.',
    ],
    ['at(2027-03-28T02:15:00)', 'Europe/Berlin', '2027-03-28 02:15.'],
  ])('by any expression: %s in %s', (expression, timeZone, skipped) => {
    const said = warnings({ expression, timeZone });
    if (skipped === '') expect(said).toBe('');
    else expect(said).toContain(`forward: ${skipped}`);
  });

  test('no other schedule is warned of', () => {
    const schedules: CampaignSchedule[] = [
      firstOfMonth(),
      firstOfMonth({ hour: 3, timeZone: 'Australia/Sydney' }),
      firstOfMonth({ timeZone: 'Australia/Brisbane' }),
      firstOfMonth({ timeZone: 'Europe/Berlin' }),
      afterPatchTuesday(2, { timeZone: 'Australia/Sydney' }),
      { expression: 'rate(30 days)', timeZone: 'Australia/Sydney' },
    ];
    expect(schedules.map((schedule) => warnings(schedule))).toEqual(schedules.map(() => ''));
  });
});
