import type { ImageProblem } from '@appstream-campaign/core/internal';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, updatingImage, waitingFor } from '../fixed-account.ts';

const X = 'A-Updated-20261123';

/** What a check makes of an update that began some minutes ago. */
async function outcome(age: number, successor: Partial<FixedImage> | undefined, limit = 720) {
  const seen = successor === undefined ? [] : [{ name: X, ...successor }];
  const source = { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: X } };
  const { campaign } = fixedAccount([source, ...seen], after(age));
  const updating = updatingImage('A', X);
  const state = { ...waitingFor(), images: [updating] };
  const { images } = await decideAndStart(campaign({ updateTimeLimitMinutes: limit, attempts: 1 }), state);
  return images[0];
}

describe('an update in progress', () => {
  test.each<[what: string, age: number, successor: Partial<FixedImage> | undefined, expected: object]>([
    ['that can’t be seen yet goes on', 9.99, undefined, { status: 'updating' }],
    ['that can’t be seen for ten minutes is gone', 10, undefined, { reason: { code: 'successor-gone' } }],
    [
      'that is ready is done',
      30,
      {},
      { status: 'updated', successor: X, startedAt: START, endedAt: after(30) },
    ],
    ['that is ready after its time limit is done', 9000, {}, { status: 'updated' }],
    ['goes on until its time limit', 719.99, { condition: 'in-progress' }, { status: 'updating' }],
    [
      'is given up at its time limit',
      720,
      { condition: 'in-progress', state: 'PENDING' },
      { status: 'failed', reason: { code: 'timed-out', detail: 'still PENDING after 720 minutes' } },
    ],
    [
      'that failed is given up',
      30,
      { condition: 'failed' },
      {
        status: 'failed',
        successor: X,
        startedAt: START,
        endedAt: after(30),
        reason: { code: 'update-failed' },
      },
    ],
    [
      'that is being deleted is given up',
      30,
      { condition: 'deleting' },
      { reason: { code: 'successor-gone' } },
    ],
  ])('%s', async (_, age, successor, expected) => {
    expect(await outcome(age, successor)).toMatchObject(expected);
  });

  test('has the time limit that is asked for', async () => {
    expect(await outcome(60, { condition: 'in-progress' }, 60)).toMatchObject({ status: 'failed' });
    expect(await outcome(60, { condition: 'in-progress' }, 61)).toMatchObject({ status: 'updating' });
  });
});

describe('why an update failed, in the store’s codes and words:', () => {
  const problem = (code: string, message: string): ImageProblem => ({ code, message });
  test.each<[what: string, detail: string | undefined, ...problems: ImageProblem[]]>([
    ['nothing, when it says nothing', undefined],
    ['nothing, when what it says is empty', undefined, problem('', '')],
    ['code and text', 'E1: No disk.', problem('E1', 'No disk.')],
    ['a text without a code', 'No disk.', problem('', 'No disk.')],
    ['a code without a text', 'E1', problem('E1', '')],
    ['several problems', 'E1: No disk.; E2: No net.', problem('E1', 'No disk.'), problem('E2', 'No net.')],
    ['one text under several codes, once', 'E1, E2: No.', problem('E1', 'No.'), problem('E2', 'No.')],
    ['one text with and without a code, once', 'E1: No.', problem('', 'No.'), problem('E1', 'No.')],
    ['one problem that is told twice, once', 'E1: No.', problem('E1', 'No.'), problem('E1', 'No.')],
  ])('%s', async (_, detail, ...problems) => {
    for (const condition of ['failed', 'deleting'] as const) {
      const image = await outcome(30, { condition, problems });
      expect(image?.status === 'failed' ? image.reason.detail : 'did not fail').toBe(detail);
    }
  });
});
