import type { CampaignOptions, CampaignState } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { after, fixedAccount, START, waitingFor } from './fixed-account.ts';

/** Minutes until the next check, when the updates of a campaign are so old, in minutes. */
async function wait(ages: readonly number[], checkSchedule: CampaignOptions['checkSchedule'] = {}) {
  const images = ages.map((_, index) => ({ name: `S${index}`, condition: 'in-progress' as const }));
  const { campaign, clock } = fixedAccount(images, START);
  const state: CampaignState = {
    ...waitingFor(),
    images: ages.map((age, index) => ({
      status: 'updating',
      source: `A${index}`,
      successor: `S${index}`,
      startedAt: after(-age),
      marked: true,
    })),
  };
  const { nextCheckAt = '' } = await campaign({ checkSchedule }).advance(state);
  return (Date.parse(nextCheckAt) - clock.now().getTime()) / 60_000;
}

describe('the wait until the next check, with an update', () => {
  test.each<[what: string, age: number, minutes: number]>([
    ['that has just begun, ends half-way through the quiet time', 0, 20],
    ['that is young, ends half-way through the quiet time', 5, 15],
    ['that is half-way through, ends with the quiet time', 20, 20],
    ['that is past the middle, ends with the quiet time', 30, 10],
    ['that is about to leave the quiet time, is not below the least', 39.5, 2],
    ['at the end of the quiet time, is a share of its age', 40, 2],
    ['that is old, is a share of its age', 100, 5],
    ['that is very old, is the most', 600, 15],
    ['that is to begin in the future, as for a new one', -600, 20],
  ])('%s', async (_, age, minutes) => {
    expect(await wait([age])).toBeCloseTo(minutes, 6);
  });

  test('is the shortest that any update asks for', async () => {
    expect(await wait([10, 100, 30])).toBe(5);
  });

  test('follows a schedule of one’s own', async () => {
    const schedule = { quietMinutes: 60, agePercent: 10, leastMinutes: 1, mostMinutes: 20 };
    const ages = [0, 30, 59.5, 60, 100, 600];
    expect(await Promise.all(ages.map((age) => wait([age], schedule)))).toEqual([30, 30, 1, 6, 10, 20]);
  });
});
