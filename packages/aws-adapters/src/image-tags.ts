import type { ImageRecord, ImageStoreErrorCode, TagChange, Tags } from '@appstream-campaign/core';
import {
  type AppStreamClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { toImageStoreError } from './appstream-errors.ts';
import { type Failure, mapLimited } from './batching.ts';
import { presentTags } from './tolerant-reading.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** How the tags of many images are read. */
export interface ReadTagsOptions {
  /** Shared by several readings when the failure of one is to end the others. */
  readonly failure?: Failure;
  /** Tags by ARN that need not be read, and where those are put that are. @defaultValue all are read */
  readonly known?: Map<string, Tags>;
  /** Throws when there is no time left for another call. */
  readonly checkTime?: () => void;
  /** Told of an image whose tags can't be had, which is left out. @defaultValue to reject */
  readonly leftOut?: (notice: string) => void;
}

/** What stands in the way of every image, and not of one. */
const FOR_ALL: ReadonlySet<ImageStoreErrorCode> = new Set(['busy', 'limit', 'access-denied', 'suspended']);

/** The records with their current tags, one call each. An image that is gone by now is left out. */
export async function withCurrentTags(
  client: Client,
  records: readonly ImageRecord[],
  limit: LimitFunction,
  { failure = {}, known = new Map(), checkTime, leftOut }: ReadTagsOptions = {},
): Promise<readonly ImageRecord[]> {
  const tagged = await mapLimited(
    limit,
    records,
    async (record) => {
      const before = known.get(record.id);
      if (before !== undefined) return [{ ...record, tags: before }];
      checkTime?.();
      try {
        const tags = await currentTags(client, record.id);
        known.set(record.id, tags);
        return [{ ...record, tags }];
      } catch (error) {
        const translated = toImageStoreError(error, 'ListTagsForResource', record.name);
        if (translated.code === 'not-found') return [];
        if (leftOut === undefined || FOR_ALL.has(translated.code)) throw translated;
        leftOut(`The image ${record.name} is left out: ${translated.message}`);
        return [];
      }
    },
    failure,
  );
  return tagged.flat();
}

/** The tags of one image or fleet. An empty answer may mean that there are none, or have lost its content: ask once more. */
export async function currentTags(client: Client, arn: string): Promise<Tags> {
  return (await listTags(client, arn)) ?? (await listTags(client, arn)) ?? {};
}

// https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListTagsForResource.html
async function listTags(client: Client, arn: string): Promise<Tags | undefined> {
  const { Tags: tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return presentTags(tags);
}

/** Writes and removes tags. Both calls may be repeated, so the client's retries stay on. */
export async function changeTags(
  client: Client,
  image: Pick<ImageRecord, 'name' | 'id'>,
  change: TagChange,
): Promise<void> {
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
