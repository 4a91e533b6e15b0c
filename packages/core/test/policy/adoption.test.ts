import { newCampaign } from '@appstream-campaign/core/internal';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { after, type FixedImage, fixedAccount, START, waitingFor } from '../fixed-account.ts';

const X = 'A-Updated-20261123';
const ofA = { UpdatedFrom: 'A' };
const enabled = { AutoUpdate: 'Enabled' };

/** What one check makes of the waiting image A: the name it gets, or why it is skipped. */
async function checked(images: readonly FixedImage[]) {
  const account = fixedAccount(images, after(60));
  const { images: [image] = [] } = await decideAndStart(account.campaign({ attempts: 1 }), waitingFor('A'));
  const adopted = account.events.flatMap((event) =>
    event.type === 'updateAdopted' ? [event.successor] : [],
  );
  return { ...account, image, adopted };
}

describe('a waiting image that is not enrolled any more', () => {
  const closed = (name: string) => ({ name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: name } });
  const disabled = (name: string) => ({ name: 'A', tags: { AutoUpdate: 'Disabled', NextVersion: name } });

  describe('is adopted with', () => {
    test.each<[what: string, successor: string, ...images: FixedImage[]]>([
      ['the image that its tags name, which is available', 'A-other', closed('A-other'), { name: 'A-other' }],
      [
        'an update that its tags name and that is in progress',
        'A-other',
        closed('A-other'),
        { name: 'A-other', condition: 'in-progress', tags: ofA },
      ],
    ])('%s', async (_, successor, ...images) => {
      expect((await checked(images)).adopted).toEqual([successor]);
    });
  });

  describe('is skipped, whoever holds the name that it would get, if that is', () => {
    test.each<[what: string, ...images: FixedImage[]]>([
      ['nobody', { name: 'A' }],
      [
        'an update of it that its tags do not name',
        { name: 'A' },
        { name: X, condition: 'in-progress', tags: ofA },
      ],
      ['a foreign image', { name: 'A' }, { name: X }],
      ['a foreign image of today', { name: 'A' }, { name: X, createdAt: after(1) }],
      ['a foreign image in progress', { name: 'A' }, { name: X, condition: 'in-progress' }],
      ['an update of another image', { name: 'A' }, { name: X, condition: 'in-progress', updateOf: 'B' }],
      ['an update of before the campaign', { name: 'A' }, { name: X, tags: ofA, createdAt: after(-60) }],
      ['an update without a date', { name: 'A' }, { name: X, tags: ofA }],
      [
        'the failure of an earlier campaign',
        closed(X),
        { name: X, condition: 'failed', tags: ofA, createdAt: after(-60) },
      ],
      ['an image being deleted', closed(X), { name: X, condition: 'deleting', tags: ofA }],
    ])('%s', async (_, ...images) => {
      const { image, adopted, started } = await checked(images);
      expect(image).toMatchObject({ status: 'skipped', reason: { code: 'no-longer-enrolled' } });
      expect([adopted, started]).toEqual([[], []]);
    });
  });

  test('is skipped when its tags name an image that does not exist and was never ours to make', async () => {
    expect((await checked([closed('A-other')])).image).toMatchObject({ status: 'skipped' });
  });

  test('is skipped when a person has disabled it, although it names an older successor', async () => {
    const { image } = await checked([disabled('A-old'), { name: 'A-old', tags: ofA }]);
    expect(image).toMatchObject({ status: 'skipped', reason: { detail: 'AutoUpdate is "Disabled"' } });
  });

  test('is skipped without a look at names that no image can have', async () => {
    const { image, read } = await checked([closed('see ticket 42')]);
    expect(image).toMatchObject({ status: 'skipped' });
    expect(read).toEqual(['A']);
  });

  test('is skipped, too, when the naming gives no name at all', async () => {
    const naming = () => 'not a name';
    const state = await decideAndStart(fixedAccount([{ name: 'A' }]).campaign({ naming }), waitingFor('A'));
    expect(state.images).toMatchObject([{ status: 'skipped', reason: { code: 'no-longer-enrolled' } }]);
  });
});

describe('an enrolled image whose successor’s name is held', () => {
  const A = { name: 'A', tags: enabled };

  describe('is adopted with', () => {
    test.each<[what: string, holder: Partial<FixedImage>]>([
      ['an update of it in progress that says so', { condition: 'in-progress', tags: ofA }],
      ['an update of it in progress that the store knows of', { condition: 'in-progress', updateOf: 'A' }],
      ['a finished update of it that it does not name yet', { tags: ofA }],
    ])('%s', async (_, holder) => {
      const { adopted, started } = await checked([A, { name: X, ...holder }]);
      expect([adopted, started]).toEqual([[X], []]);
    });
  });

  describe('gets the next name if the holder is', () => {
    const again = { name: 'A', tags: { ...enabled, NextVersion: X } };
    test.each<[what: string, source: FixedImage, holder: Partial<FixedImage>]>([
      ['a foreign image', A, {}],
      ['an image without tags', A, { updateOf: 'A' }],
      ['a foreign image in progress', A, { condition: 'in-progress' }],
      [
        'an update of another image',
        A,
        { condition: 'in-progress', tags: { UpdatedFrom: 'B' }, updateOf: 'B' },
      ],
      ['the successor that it was enrolled again in spite of', again, { tags: ofA }],
      ['a failed update of it', A, { condition: 'failed', tags: ofA, createdAt: after(2) }],
      ['a failure of an earlier campaign', A, { condition: 'failed', tags: ofA, createdAt: after(-60) }],
      ['the failure of another image', A, { condition: 'failed', createdAt: after(2) }],
      ['being deleted', A, { condition: 'deleting', tags: ofA }],
    ])('%s', async (_, source, holder) => {
      const { adopted, started } = await checked([source, { name: X, ...holder }]);
      expect([adopted, started]).toEqual([[], [['A', `${X}-2`]]]);
    });
  });
});

describe('an adopted update counts', () => {
  test.each<[from: string, source: FixedImage]>([
    ['an enrolled image', { name: 'A', tags: enabled }],
    ['one that is not enrolled any more', { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: X } }],
  ])('from when it was made, or from now when nobody knows, for %s', async (_, source) => {
    for (const [createdAt, startedAt] of [
      [after(-30), after(-30)],
      [undefined, after(60)],
    ]) {
      const holder = {
        name: X,
        condition: 'in-progress',
        tags: ofA,
        ...(createdAt && { createdAt }),
      } as const;
      expect((await checked([source, holder])).image).toMatchObject({ status: 'updating', startedAt });
    }
  });
});

describe('the clock that dates images may be five minutes behind the campaign’s', () => {
  test.each([
    ['five minutes before the start is of this campaign', -5, 'failed'],
    ['earlier is not', -5.001, 'updating'],
  ])('a failed update made %s', async (_, minutes, status) => {
    const tags = { ...ofA, AutoUpdate: 'Enabled' };
    const failed = { name: X, condition: 'failed', tags, createdAt: after(minutes) } as const;
    const { campaign } = fixedAccount([{ name: 'A', tags: enabled }, failed]);
    const state = await decideAndStart(campaign({ attempts: 1 }), newCampaign('test', START));
    expect(state.images).toMatchObject([{ source: 'A', status }]);
  });
});
