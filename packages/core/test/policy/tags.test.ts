import type { Tags } from '@appstream-campaign/core';
import type { UpdatingImage } from '@appstream-campaign/core/internal';
import { describe, expect, test } from 'vitest';
import { decideAndStart } from '../decide-and-start.ts';
import { type FixedImage, fixedAccount, updatingImage, waitingFor } from '../fixed-account.ts';

const X = 'A-Updated-20261123';
const enabled = { AutoUpdate: 'Enabled' };
const closed = { AutoUpdate: 'Completed', NextVersion: X };
const whole = { ...enabled, BaseName: 'A', UpdatedFrom: 'A' };

/** The tag changes of one check in which an update of A to X is found. */
async function changes(image: Partial<UpdatingImage>, source: Tags, successor: Partial<FixedImage>) {
  const account = fixedAccount([
    { name: 'A', tags: source },
    { name: X, ...successor },
  ]);
  const updating = updatingImage('A', X);
  await decideAndStart(account.campaign({ attempts: 1 }), {
    ...waitingFor(),
    images: [{ ...updating, ...image }],
  });
  return account.retagged;
}

test('a source is closed by one change, which removes nothing', async () => {
  const { campaign, retagged } = fixedAccount([{ name: 'A', tags: { ...enabled, Team: 'IT' } }]);
  await decideAndStart(campaign());
  expect(retagged).toEqual([{ image: 'A', put: closed, remove: [] }]);
});

describe('the tags of an update that began without us: a source that', () => {
  test.each<[what: string, tags: Tags, put?: Tags]>([
    ['is enrolled is closed', enabled, closed],
    ['is enrolled and names another image is closed', { ...enabled, NextVersion: 'Old' }, closed],
    ['is enrolled and names it already is closed', { ...enabled, NextVersion: X }, closed],
    ['is closed without a successor gets it', { AutoUpdate: 'Completed' }, closed],
    ['is closed for another image gets the right one', { ...closed, NextVersion: 'Old' }, closed],
    ['says it all is left alone', closed],
    ['was disabled by a person is left alone', { AutoUpdate: 'Disabled' }],
    ['was disabled but names the successor is left alone', { AutoUpdate: 'Disabled', NextVersion: X }],
    ['lost its tags is left alone', {}],
  ])('%s', async (_, tags, put) => {
    const expected = put === undefined ? [] : [{ image: 'A', put, remove: [] }];
    expect(await changes({ sourceTagged: false }, tags, { condition: 'in-progress', tags: whole })).toEqual(
      expected,
    );
  });
});

describe('the tags of an update that began without us: a successor', () => {
  const source = { ...closed, Team: 'IT', StopCampaign: 'now', 'aws:x': '1' };
  test.each<[what: string, tags: Tags, put?: Tags]>([
    ['without any gets them all, but for AWS’s own and a wish to stop', {}, { ...whole, Team: 'IT' }],
    ['keeps the values that it has', { Team: 'HR', BaseName: 'B' }, { ...enabled, UpdatedFrom: 'A' }],
    [
      'with a pointer to an older image gets the right one',
      { ...whole, Team: 'IT', UpdatedFrom: 'Old' },
      { UpdatedFrom: 'A' },
    ],
    ['that points at its source had them all once; what a person took away stays away', { UpdatedFrom: 'A' }],
  ])('%s', async (_, tags, put) => {
    const expected = put === undefined ? [] : [{ image: X, put, remove: [] }];
    expect(await changes({ sourceTagged: false }, source, { condition: 'in-progress', tags })).toEqual(
      expected,
    );
  });
});

describe('after a failure, a source', () => {
  test.each<[what: string, tags: Tags, replaces: string | undefined, ...expected: object[]]>([
    ['is enrolled again', closed, undefined, { put: enabled, remove: ['NextVersion'] }],
    [
      'names its older successor again',
      closed,
      'Old',
      { put: { ...enabled, NextVersion: 'Old' }, remove: [] },
    ],
    [
      'that a person has disabled meanwhile stays so, without the failed successor',
      { ...closed, AutoUpdate: 'Disabled' },
      undefined,
      { put: {}, remove: ['NextVersion'] },
    ],
    [
      'to which a person gave another successor is left alone',
      { ...closed, NextVersion: 'By-hand' },
      undefined,
    ],
    ['that a person closed without a successor is left alone', { AutoUpdate: 'Completed' }, undefined],
  ])('%s', async (_, tags, replaces, ...expected) => {
    const image = replaces === undefined ? {} : { replaces };
    const made = await changes(image, tags, { condition: 'failed' });
    expect(made).toEqual(expected.map((change) => ({ image: 'A', ...change })));
  });
});

describe('an image can have 50 tags, AWS’s own not counted. A start has room if there are, beside AutoUpdate,', () => {
  const many = (count: number, prefix = 'Key') =>
    Object.fromEntries(Array.from({ length: count }, (_, key) => [`${prefix}${key}`, 'x']));
  const lineage = { BaseName: 'A', UpdatedFrom: 'Old' };
  test.each<[what: string, fits: boolean, tags: Tags]>([
    ['47 tags', true, many(47)],
    ['not 48: the successor gets BaseName and UpdatedFrom', false, many(48)],
    ['46 tags, BaseName and UpdatedFrom', true, { ...many(46), ...lineage }],
    ['not 47 with them: the source gets NextVersion', false, { ...many(47), ...lineage }],
    [
      '47 with them, when the source has NextVersion already',
      false,
      { ...many(47), ...lineage, NextVersion: 'Old' },
    ],
    ['47 tags and any number of AWS’s own', true, { ...many(47), ...many(9, 'aws:'), ...many(9, 'AWS:') }],
    ['47 tags, one of them with aws: at its end', true, { ...many(46), 'x-aws:': '1' }],
    ['not 48, one of them with aws: at its end', false, { ...many(47), 'x-aws:': '1' }],
  ])('%s', async (_, fits, tags) => {
    const { campaign, started } = fixedAccount([{ name: 'A', tags: { ...enabled, ...tags } }]);
    const state = await decideAndStart(campaign());
    expect(started).toHaveLength(fits ? 1 : 0);
    if (!fits) expect(state.images).toMatchObject([{ status: 'skipped', reason: { code: 'too-many-tags' } }]);
  });
});

test('a successor inherits nothing that people and rollouts said of one version', async () => {
  const said = {
    RolloutApproved: 'all',
    RolloutHeld: 'x',
    RolloutPaused: '',
    RolloutTold: 'held',
    Revoked: 'x',
  };
  const { put } =
    (await changes({ sourceTagged: false }, { ...closed, Team: 'IT', ...said }, { tags: {} }))[0] ?? {};
  expect(put).toEqual({ ...whole, Team: 'IT' });
});
