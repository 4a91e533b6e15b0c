import {
  completedTags,
  MAX_TAGS,
  missingSourceTags,
  missingSuccessorTags,
  restoredTags,
  type TagNames,
} from '../policy/tags.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore, TagChange } from '../ports/image-store.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import { observeImages } from './observe.ts';

/** Tags a source whose update the store has just accepted. */
export async function tagSource(
  store: ImageStore,
  source: ImageRecord,
  successor: string,
  names: TagNames,
): Promise<void> {
  await store.retag(source, completedTags(successor, names));
}

/** Writes the tags that an update lacks that was adopted, or whose source could not be tagged before. */
export async function addMissingTags(
  store: ImageStore,
  image: UpdatingImage,
  names: TagNames,
): Promise<void> {
  if (image.source === image.successor) return;
  const records = await observeImages(store, [image.source, image.successor], { tags: true });
  const source = records.get(image.source);
  const successor = records.get(image.successor);
  if (source === undefined) return;
  const tags = source.tags ?? {};
  const forSuccessor = successor && missingSuccessorTags(image.source, tags, successor.tags ?? {}, names);
  if (successor !== undefined && forSuccessor !== undefined) await write(store, successor, forSuccessor);
  const forSource = missingSourceTags(tags, image.successor, names);
  if (forSource !== undefined) await write(store, source, forSource);
}

/** Makes a source as eligible as it was before its update, unless people have changed its tags meanwhile. */
export async function reopenSource(
  store: ImageStore,
  image: { readonly source: string; readonly successor: string; readonly replaces?: string },
  names: TagNames,
): Promise<void> {
  if (image.source === image.successor) return;
  const [source] = await store.describe([image.source], { tags: true });
  const change = source && restoredTags(source.tags ?? {}, image.successor, image.replaces, names);
  if (source !== undefined && change !== undefined) await store.retag(source, change);
}

/** A store reports `limit` for a throttled call and for too many tags; the tags show which of them it is. */
async function write(store: ImageStore, image: ImageRecord, change: TagChange): Promise<void> {
  const keys = new Set([...Object.keys(image.tags ?? {}), ...Object.keys(change.put)]);
  const own = [...keys].filter((key) => !key.toLowerCase().startsWith('aws:'));
  if (own.length > MAX_TAGS) {
    const message = `${image.name} has no room for the campaign's tags: ${own.length} are needed, and the maximum is ${MAX_TAGS}.`;
    throw new ImageStoreError('invalid', message);
  }
  await store.retag(image, change);
}
