import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { type FixedImage, fixedAccount } from '../fixed-account.ts';

const S = 'S';
const A = (tags: Record<string, string>): FixedImage => ({ name: 'A', tags });
const B = (tags: Record<string, string>): FixedImage => ({ name: 'B', tags });
const enabled = { AutoUpdate: 'Enabled' };
const closedFor = (NextVersion: string) => ({ AutoUpdate: 'Completed', NextVersion });

describe('an update in progress whose tag says A, while the store says B, is an update of', () => {
  test.each<[what: string, source: string | undefined, ...images: FixedImage[]]>([
    ['A, as its tag says', 'A', A(enabled), B(enabled)],
    ['A, when A names it', 'A', A(closedFor(S)), B(enabled)],
    ['A, when both name it', 'A', A(closedFor(S)), B(closedFor(S))],
    [
      'A, when A was enrolled again after another update',
      'A',
      A({ ...enabled, NextVersion: 'Old' }),
      B(enabled),
    ],
    ['A, when A is closed without a successor', 'A', A({ AutoUpdate: 'Completed' }), B(enabled)],
    ['B, when B names it', 'B', A(enabled), B(closedFor(S))],
    ['B, when A is closed for another image', 'B', A(closedFor('Other')), B(enabled)],
    ['nobody else, when A is gone', undefined, B(enabled)],
    ['nobody else, when A was deleted a moment ago', undefined, { ...A({}), vanished: true }, B(enabled)],
  ])('%s', async (_, source, ...images) => {
    const successor = {
      name: S,
      condition: 'in-progress',
      tags: { ...enabled, UpdatedFrom: 'A' },
      updateOf: 'B',
    } as const;
    const { campaign, events } = fixedAccount([...images, successor]);
    expect((await campaign().plan()).images.length).toBeGreaterThan(0);
    await decideAndStart(campaign());
    const adopted = events.flatMap((event) => (event.type === 'updateAdopted' ? [event.source] : []));
    expect(adopted).toEqual(source === undefined ? [] : [source]);
  });
});

test('an image that says it was updated from itself is an update of nobody', async () => {
  const odd = { name: S, condition: 'in-progress', tags: { ...enabled, UpdatedFrom: S } } as const;
  expect((await decideAndStart(fixedAccount([odd]).campaign())).images).toEqual([]);
});
