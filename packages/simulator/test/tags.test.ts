import {
  DeleteImageCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appstream';
import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect } from 'vitest';
import { MINUTE, type Stage, test } from './simulator-test.ts';

const arn = (name: string) => `arn:aws:appstream:us-east-1:123456789012:image/${name}`;

describe('tags of an image', () => {
  test('are added, overwritten, listed and removed', async ({ start }) => {
    const { appstream, simulator } = await start({ images: [{ name: 'CAD', tags: { A: '1', B: '2' } }] });
    const ResourceArn = arn('CAD');
    await appstream.send(new TagResourceCommand({ ResourceArn, Tags: { B: '3', C: '' } }));
    await appstream.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['A', 'absent'] }));
    const { Tags } = await appstream.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ B: '3', C: '' });
    expect(simulator.world.image('CAD')?.tags).toEqual({ B: '3', C: '' });
  });

  test('are at most 50', async ({ start }) => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    const { appstream } = await start({ images: [{ name: 'CAD', tags }] });
    const tag = (Tags: Record<string, string>) =>
      appstream.send(new TagResourceCommand({ ResourceArn: arn('CAD'), Tags }));
    await tag({ k1: 'other' });
    await expect(tag({ oneMore: 'v' })).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('of something unknown, or of others, are not found', async ({ start }) => {
    const { appstream, simulator } = await start({ images: [{ name: 'Theirs', owned: false }] });
    for (const ResourceArn of [arn('Nowhere'), simulator.world.image('Theirs')?.arn]) {
      await expect(appstream.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    }
  });
});

describe('GetResources', () => {
  const found = async ({ tagging }: Stage, input: GetResourcesCommandInput): Promise<string[]> => {
    const { ResourceTagMappingList = [] } = await tagging.send(new GetResourcesCommand(input));
    return ResourceTagMappingList.map(({ ResourceARN = '' }) => ResourceARN.split('/')[1] ?? '');
  };

  test('filters: AND over keys, OR within values, any value for a key alone', async ({ start }) => {
    const stage = await start({
      images: [
        { name: 'A', tags: { AutoUpdate: 'Enabled', Team: 'x' } },
        { name: 'B', tags: { AutoUpdate: 'Completed', Team: 'x' } },
        { name: 'C', tags: { AutoUpdate: 'Enabled' } },
        { name: 'D' },
      ],
      fleets: [{ name: 'Fleet', imageName: 'A', tags: { Team: 'x' } }],
    });
    expect(await found(stage, { TagFilters: [{ Key: 'AutoUpdate', Values: ['Enabled'] }] })).toEqual([
      'A',
      'C',
    ]);
    const both = [{ Key: 'AutoUpdate', Values: ['Enabled', 'Completed'] }, { Key: 'Team' }];
    expect(await found(stage, { TagFilters: both })).toEqual(['A', 'B']);
    expect(await found(stage, {})).toEqual(['Fleet', 'A', 'B', 'C']);
    expect(await found(stage, { ResourceTypeFilters: ['appstream:image'] })).toEqual(['A', 'B', 'C']);
    expect(await found(stage, { ResourceTypeFilters: ['appstream'] })).toHaveLength(4);
    expect(await found(stage, { ResourceTypeFilters: ['ec2:instance'] })).toEqual([]);
    expect(await found(stage, { ResourceARNList: [arn('B')] })).toEqual(['B']);
  });

  test('pages with a token, empty at the end, valid for 15 minutes', async ({ start }) => {
    const stage = await start({
      images: ['A', 'B', 'C'].map((name) => ({ name, tags: { k: 'v' } })),
    });
    const send = (input: GetResourcesCommandInput) => stage.tagging.send(new GetResourcesCommand(input));
    const first = await send({ ResourcesPerPage: 2 });
    expect(first.ResourceTagMappingList).toHaveLength(2);
    const PaginationToken = first.PaginationToken ?? '';
    const second = await send({ ResourcesPerPage: 2, PaginationToken });
    expect(second).toMatchObject({
      PaginationToken: '',
      ResourceTagMappingList: [{ ResourceARN: arn('C'), Tags: [{ Key: 'k', Value: 'v' }] }],
    });
    stage.clock.advanceBy(16 * MINUTE);
    await expect(send({ PaginationToken })).rejects.toMatchObject({
      name: 'PaginationTokenExpiredException',
    });
    for (const bad of [{ ResourcesPerPage: 101 }, { PaginationToken: 'mine' }, { TagFilters: [{}] }]) {
      await expect(send(bad)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    const tagged = await send({ TagsPerPage: 100 });
    expect(tagged.ResourceTagMappingList).toHaveLength(3);
  });

  test('lags behind the truth when so set', async ({ start }) => {
    const stage = await start({ images: [{ name: 'A', tags: { k: 'old' } }], taggingLagMinutes: 5 });
    const old = { TagFilters: [{ Key: 'k', Values: ['old'] }] };
    await stage.appstream.send(new TagResourceCommand({ ResourceArn: arn('A'), Tags: { k: 'new' } }));
    expect(await found(stage, old)).toEqual(['A']);
    stage.clock.advanceBy(5 * MINUTE);
    expect(await found(stage, old)).toEqual([]);
    await stage.appstream.send(new DeleteImageCommand({ Name: 'A' }));
    expect(await found(stage, {})).toEqual(['A']);
    stage.clock.advanceBy(5 * MINUTE);
    expect(await found(stage, {})).toEqual([]);
  });

  test('answers with no tags for what was tagged once', async ({ start }) => {
    const stage = await start({ images: [{ name: 'A', tags: { k: 'v' } }] });
    stage.simulator.world.setTags('A', {});
    const { ResourceTagMappingList } = await stage.tagging.send(new GetResourcesCommand({}));
    expect(ResourceTagMappingList).toEqual([{ ResourceARN: arn('A'), Tags: [] }]);
  });
});
