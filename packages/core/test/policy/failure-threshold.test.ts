import type { CampaignImage, CampaignOptions, ReasonCode } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount, START, waitingFor } from '../fixed-account.ts';

type Threshold = NonNullable<CampaignOptions['failureThreshold']>;

const failed = (code: ReasonCode): Partial<CampaignImage> => ({
  status: 'failed',
  endedAt: START,
  reason: { code },
});
const updated = { status: 'updated', successor: 'S' } as const;
const retried = {
  status: 'updating',
  successor: 'S',
  startedAt: START,
  sourceTagged: true,
  failedSuccessors: ['F'],
} as const;
const times = (count: number, image: object) => Array.from({ length: count }, () => image);

/** Whether a campaign in which images came so far still starts one that waits. */
async function starts(images: readonly object[], failureThreshold: Threshold = {}, acknowledgedFailures = 0) {
  const running = { name: 'S', condition: 'in-progress' } as const;
  const { campaign, started } = fixedAccount([{ name: 'W', tags: { AutoUpdate: 'Enabled' } }, running]);
  const before = images.map((image, index) => ({ ...image, source: `I${index}` }) as CampaignImage);
  const state = { ...waitingFor(), images: [...before, ...waitingFor('W').images], acknowledgedFailures };
  const { halted } = await decideAndStart(campaign({ failureThreshold, batchSize: 20 }), state);
  expect(halted?.code).toBe(started.length === 0 ? 'too-many-failures' : undefined);
  return started.length === 1;
}

describe('one more update is started', () => {
  const broken = failed('update-failed');
  test.each<
    [
      what: string,
      starts: boolean,
      images: readonly object[],
      threshold?: Threshold,
      acknowledgedFailures?: number,
    ]
  >([
    ['after two failures', true, times(2, broken)],
    ['not after three', false, times(3, broken)],
    ['not after three updates that ran too long', false, times(3, failed('timed-out'))],
    ['after any number of images that are at fault themselves', true, times(9, failed('incompatible'))],
    ['after any number of successors that people deleted', true, times(9, failed('successor-gone'))],
    ['not after three that failed and are tried again', false, times(3, retried)],
    ['after three that failed and succeeded since', true, times(3, { ...updated, failedSuccessors: ['F'] })],
    ['after three of seven', true, [...times(3, broken), ...times(4, updated)]],
    ['not after three of six, which is half', false, [...times(3, broken), ...times(3, updated)]],
    ['after four, when five are too many', true, times(4, broken), { count: 5 }],
    ['not after five then', false, times(5, broken), { count: 5 }],
    ['after any number, when 0 says so', true, times(9, broken), { count: 0 }],
    [
      'not after the first of many, when one is too many',
      false,
      [broken, ...times(9, updated)],
      { count: 1, percent: 0 },
    ],
    ['after three of four, when all have to fail', true, [...times(3, broken), updated], { percent: 100 }],
    ['not after all have failed then', false, times(4, broken), { percent: 100 }],
    ['after two since somebody resumed', true, times(6, broken), {}, 4],
    ['not after three since then', false, times(7, broken), {}, 4],
    ['after fewer than were there then, too', true, times(1, broken), { percent: 0 }, 4],
  ])('%s', async (_, expected, images, threshold, acknowledgedFailures) => {
    expect(await starts(images, threshold, acknowledgedFailures)).toBe(expected);
  });
});

test('images that were passed over go last, those most often passed over at the very end', async () => {
  const images = ['A', 'B', 'C', 'D'].map((name) => ({ name, tags: { AutoUpdate: 'Enabled' } }));
  const postponed = [2, 0, 1, undefined];
  const { campaign, started } = fixedAccount(images);
  const state = {
    ...waitingFor(),
    images: images.map(({ name }, index): CampaignImage => {
      const times = postponed[index];
      return { status: 'waiting', source: name, ...(times === undefined ? {} : { postponed: times }) };
    }),
  };
  await decideAndStart(campaign({ batchSize: 3 }), state);
  expect(started.map(([source]) => source)).toEqual(['B', 'D', 'C']);
});
