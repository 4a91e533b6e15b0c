import type { ImageRecord, ImageStoreErrorCode, TagChange, Tags } from '@appstream-campaign/core';
import {
  type AppStreamClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { toImageStoreError } from './appstream-errors.ts';
import { mapLimited } from './batching.ts';
import { presentTags } from './tolerant-reading.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** Codes of errors that concern every image, and not one. */
const ACCOUNT_WIDE_CODES: ReadonlySet<ImageStoreErrorCode> = new Set([
  'busy',
  'limit',
  'access-denied',
  'suspended',
]);

/** Callbacks of a read of many tags. */
interface TagCallbacks {
  /** Called for an image whose tags can't be read, which is left out. @defaultValue to reject */
  readonly onSkip?: (notice: string) => void;
  /** Called with each image as soon as its tags are read. */
  readonly onImage?: ((image: ImageRecord) => void) | undefined;
  /** Throws when there is no time left for another call. */
  readonly checkTime?: () => void;
}

/** The records with their current tags, one call each. An image that is gone by now is left out. */
export async function withCurrentTags(
  client: Client,
  records: readonly ImageRecord[],
  limit: LimitFunction,
  { onSkip, onImage, checkTime }: TagCallbacks = {},
): Promise<readonly ImageRecord[]> {
  const tagged = await mapLimited(limit, records, async (record) => {
    checkTime?.();
    const image = await withTags(client, record, onSkip);
    if (image !== undefined) onImage?.(image);
    return image;
  });
  return tagged.flatMap((record) => record ?? []);
}

/** One record with its current tags; undefined when the image is gone by now, or left out. */
export async function withTags(
  client: Client,
  record: ImageRecord,
  onSkip?: (notice: string) => void,
): Promise<(ImageRecord & { readonly tags: Tags }) | undefined> {
  try {
    return { ...record, tags: await currentTags(client, record.id) };
  } catch (error) {
    const translated = toImageStoreError(error, 'ListTagsForResource', record.name);
    if (translated.code === 'not-found') return undefined;
    if (onSkip === undefined || ACCOUNT_WIDE_CODES.has(translated.code)) throw translated;
    onSkip(`The image ${record.name} is left out: ${translated.message}`);
    return undefined;
  }
}

/** The tags of one image or fleet. An empty answer may mean that there are none, or that its content was lost: it is read twice. */
export async function currentTags(client: Client, arn: string): Promise<Tags> {
  return (await listTags(client, arn)) ?? (await listTags(client, arn)) ?? {};
}

// https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListTagsForResource.html
async function listTags(client: Client, arn: string): Promise<Tags | undefined> {
  const { Tags: tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return presentTags(tags);
}

/** Writes and removes tags. Both calls are idempotent, so the client's retries stay on. */
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
