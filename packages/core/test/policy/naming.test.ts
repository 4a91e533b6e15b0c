import type { CampaignOptions } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { fixedAccount } from '../fixed-account.ts';

/** What a campaign orders for an image with this base name. */
async function ordered(BaseName: string, options: CampaignOptions = {}) {
  const account = fixedAccount([{ name: 'A', tags: { AutoUpdate: 'Enabled', BaseName } }]);
  const orders: { readonly successor: string; readonly displayName: string }[] = [];
  const store = {
    ...account.store,
    async startUpdate(order: Parameters<typeof account.store.startUpdate>[0]) {
      orders.push(order);
      return account.store.startUpdate(order);
    },
  };
  const state = await decideAndStart(account.campaign({ ...options, store }));
  return { ...orders[0], image: state.images[0] };
}

describe('a successor is called', () => {
  test.each<[base: string, successor: string]>([
    ['Win', 'Win-Updated-20261123'],
    ['Win-Updated-20250101', 'Win-Updated-20261123'],
    ['Win-Updated-20250101-2', 'Win-Updated-20261123'],
    ['Win-Updated-20250101-12', 'Win-Updated-20261123'],
    ['Win-Updated-112025', 'Win-Updated-20261123'],
    ['Win-Updated-20250101-2-Updated-20250201', 'Win-Updated-20261123'],
    ['Win-Updated-20250101-Finance', 'Win-Updated-20250101-Finance-Updated-20261123'],
    ['Win-Updated-2025', 'Win-Updated-2025-Updated-20261123'],
    ['Win-Updated-20250101-final', 'Win-Updated-20250101-final-Updated-20261123'],
    ['Finance & HR', 'Finance---HR-Updated-20261123'],
    ['__Win', 'Win-Updated-20261123'],
    ['///', 'Image-Updated-20261123'],
    ['-Updated-20250101', 'Image-Updated-20261123'],
    ['N'.repeat(101), `${'N'.repeat(84)}-Updated-20261123`],
  ])('for the base name %s: %s', async (base, successor) => {
    expect((await ordered(base)).successor).toBe(successor);
  });

  test.each<[base: string, successor: string]>([
    ['Win', 'Win-Updated-23112026'],
    ['Win-Updated-112025', 'Win-Updated-112025-Updated-23112026'],
    ['///', 'Image-Updated-23112026'],
    ['N'.repeat(101), `${'N'.repeat(84)}-Updated-23112026`],
  ])('in the original’s way, for the base name %s: %s', async (base, successor) => {
    expect((await ordered(base, { naming: 'original' })).successor).toBe(successor);
  });
});

test('a display name has the day and fits into 100 characters', async () => {
  expect((await ordered('Win')).displayName).toBe('Win Updated: 2026-11-23');
  expect((await ordered('N'.repeat(256))).displayName).toBe(`${'N'.repeat(80)} Updated: 2026-11-23`);
});

describe('a naming function of one’s own that', () => {
  test.each<[what: string, naming: () => string, detail: string]>([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      'the naming function threw: Error: no idea',
    ],
    ['gives nothing', () => undefined as never, 'the naming function returned undefined; an image name is'],
    ['gives too long a name', () => 'N'.repeat(102), `the naming function returned "${'N'.repeat(102)}"`],
    ['gives a name with a space', () => 'A 2', 'the naming function returned "A 2"'],
    ['gives a name that starts with a dash', () => '-A', 'the naming function returned "-A"'],
  ])('%s fails that image, and says so', async (_, naming, detail) => {
    expect((await ordered('Win', { naming })).image).toMatchObject({
      status: 'failed',
      reason: { code: 'invalid', detail: expect.stringContaining(detail) },
    });
  });

  test('gives a name that is held gets -2 at its end, cut to fit', async () => {
    const name = 'N'.repeat(101);
    const account = fixedAccount([{ name: 'A', tags: { AutoUpdate: 'Enabled' } }, { name }]);
    await decideAndStart(account.campaign({ naming: () => name }));
    expect(account.started).toEqual([['A', `${'N'.repeat(99)}-2`]]);
  });
});

test('after twenty names that are held, an image fails', async () => {
  const name = (attempt: number) => ({ name: attempt === 1 ? 'N' : `N-${attempt}` });
  const naming = () => 'N';
  const held = (count: number) => Array.from({ length: count }, (_, index) => name(index + 1));
  const image = { name: 'A', tags: { AutoUpdate: 'Enabled' } };
  const almost = fixedAccount([image, ...held(19)]);
  await decideAndStart(almost.campaign({ naming }));
  expect(almost.started).toEqual([['A', 'N-20']]);
  const full = await decideAndStart(fixedAccount([image, ...held(20)]).campaign({ naming }));
  expect(full.images).toMatchObject([{ status: 'failed', reason: { code: 'no-free-name' } }]);
});
