import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { ImageRecord, UpdateRequest } from '@appstream-campaign/core';
import { describe, expect } from 'vitest';
import { arnOf, test } from './aws-account.ts';

const ORDER: UpdateRequest = { source: 'A', successor: 'B', displayName: 'B', tags: {} };
const IMAGE: ImageRecord = {
  name: 'A',
  id: arnOf('A'),
  condition: 'available',
  state: 'AVAILABLE',
  problems: [],
};
const manyTags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`Key${index}`, 'v']));
const letters = (count: number) => 'x'.repeat(count);

describe('an order is refused before any call', () => {
  test.for([
    ['a source without a name', { source: '' }, 'The name of the image to update is ""'],
    ['a name that starts with a dash', { source: '-A' }, 'is "-A"'],
    ['a name with a space', { successor: 'A B' }, 'The name of the successor is "A B"'],
    ['a name of 102 characters', { successor: letters(102) }, '1 to 101 letters'],
    [
      'a description of 257 characters',
      { description: letters(257) },
      'has 257 characters; AppStream allows 256',
    ],
    ['a display name of 101 characters', { displayName: letters(101) }, 'allows 100'],
    ['51 tags', { tags: manyTags }, 'would get 51 tags; an image can have at most 50'],
    ['an empty tag key', { tags: { '': 'v' } }, 'the tag key ""'],
    ['a tag key of 129 characters', { tags: { [letters(129)]: 'v' } }, 'allows 1 to 128'],
    ['a tag key of AWS', { tags: { 'aws:createdBy': 'v' } }, 'the tag key "aws:createdBy"'],
    ['a tag key with a comma', { tags: { 'a,b': 'v' } }, 'the tag key "a,b"'],
    ['a tag value with parentheses', { tags: { Owner: 'it (ops)' } }, 'Owner with the value "it (ops)"'],
    ['a tag value of 257 characters', { tags: { Owner: letters(257) } }, 'allows 0 to 256'],
  ] as const)('%s', async ([, wrong, message], { openAccount }) => {
    const { clients, calls } = await openAccount({ images: [{ name: 'A' }] });
    const store = new AppStreamImageStore({ client: clients.appstream });
    const refusal = { name: 'ImageStoreError', code: 'invalid', message: expect.stringContaining(message) };

    await expect(store.startUpdate({ ...ORDER, ...wrong })).rejects.toMatchObject(refusal);
    await expect(store.dryRun({ ...ORDER, ...wrong })).rejects.toMatchObject(refusal);
    expect(calls).toEqual([]);
  });

  test('but not for what AppStream allows', async ({ openAccount }) => {
    const { clients } = await openAccount({ images: [{ name: 'A' }] });
    const store = new AppStreamImageStore({ client: clients.appstream });
    const order = {
      source: 'A',
      successor: `9${letters(100)}`,
      displayName: letters(100),
      description: '😀'.repeat(256),
      tags: { 'Größe_.:/=+-@ 1': 'é '.repeat(128), [letters(128)]: '', '#first': '2026-11-23T08:00:00Z' },
    };

    expect(await store.startUpdate(order)).toBe('accepted');
  });
});

describe('a change of tags is refused before any call', () => {
  test.for([
    ['too many to write', IMAGE, { put: manyTags, remove: [] }, '51 tags'],
    ['too many to remove', IMAGE, { put: {}, remove: Object.keys(manyTags) }, '51 tags are to be removed'],
    ['a wrong value', IMAGE, { put: { Owner: 'a;b' }, remove: [] }, '"a;b"'],
    ['a wrong key to remove', IMAGE, { put: {}, remove: ['aws:x'] }, '"aws:x"'],
    ['an id that is no ARN', { ...IMAGE, id: 'A' }, { put: {}, remove: ['x'] }, 'The id of A is "A"'],
  ] as const)('%s', async ([, image, change, message], { openAccount }) => {
    const { clients, calls } = await openAccount({ images: [{ name: 'A' }] });
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.retag(image, change)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(message),
    });
    expect(calls).toEqual([]);
  });
});

describe('a question is refused before any call', () => {
  test('about a name that no image can have', async ({ openAccount }) => {
    const { clients, calls } = await openAccount();
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.describe(['A', 'B/C'], { tags: true })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"B/C"'),
    });
    expect(calls).toEqual([]);
  });

  test.for([
    ['key', { key: 'aws:x', values: [] }, '"aws:x"'],
    ['value', { key: 'Wave', values: ['1', 'a|b'] }, '"a|b"'],
  ] as const)('for a tag %s that no image can have', async ([, query, message], { openAccount }) => {
    const { clients, calls } = await openAccount();
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.find(query)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(message),
    });
    expect(calls).toEqual([]);
  });
});
