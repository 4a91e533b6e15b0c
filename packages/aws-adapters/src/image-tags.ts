import type { ImageRecord, TagChange } from '@appstream-campaign/core';
import {
  type AppStreamClient,
  ListTagsForResourceCommand,
  type ListTagsForResourceCommandOutput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { toImageStoreError } from './appstream-errors.ts';
import { type Failure, mapLimited } from './map-limited.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** The records with their current tags, one call each. An image that is gone by now is left out. */
export async function withCurrentTags(
  client: Client,
  records: readonly ImageRecord[],
  limit: LimitFunction,
  failure: Failure = {},
): Promise<readonly ImageRecord[]> {
  const tagged = await mapLimited(
    limit,
    records,
    async (record) => {
      try {
        const { Tags: tags } = await listTags(client, record.id);
        if (tags !== undefined) return [{ ...record, tags }];
        // An empty answer may be an image without tags, or an answer that lost its content: ask once more.
        const { Tags: again = {} } = await listTags(client, record.id);
        return [{ ...record, tags: again }];
      } catch (error) {
        const translated = toImageStoreError(error, 'ListTagsForResource', record.name);
        if (translated.code === 'not-found') return [];
        throw translated;
      }
    },
    failure,
  );
  return tagged.flat();
}

// https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListTagsForResource.html
function listTags(client: Client, arn: string): Promise<ListTagsForResourceCommandOutput> {
  return client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
}

/** Writes and removes tags. Both calls may be repeated, so the client's retries stay on. */
export async function changeTags(client: Client, image: ImageRecord, change: TagChange): Promise<void> {
  const failedAs = (operation: string) => (error: unknown) => {
    throw toImageStoreError(error, operation, image.name);
  };
  if (Object.keys(change.put).length > 0) {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_TagResource.html
    const command = new TagResourceCommand({ ResourceArn: image.id, Tags: { ...change.put } });
    await client.send(command).catch(failedAs('TagResource'));
  }
  if (change.remove.length > 0) {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UntagResource.html
    const command = new UntagResourceCommand({ ResourceArn: image.id, TagKeys: [...change.remove] });
    await client.send(command).catch(failedAs('UntagResource'));
  }
}
