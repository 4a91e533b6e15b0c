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

/** Marks a source whose update was accepted a moment ago. */
export async function markSource(
  store: ImageStore,
  source: ImageRecord,
  successor: string,
  names: TagNames,
): Promise<void> {
  await store.retag(source, completedTags(successor, names));
}

/** Writes what the tags of an update lack that was adopted, or whose mark did not come through. */
export async function catchUp(store: ImageStore, image: UpdatingImage, names: TagNames): Promise<void> {
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

/** A store says `limit` for a throttled call and for full tags alike; which of them it is, the tags tell. */
async function write(store: ImageStore, image: ImageRecord, change: TagChange): Promise<void> {
  const keys = new Set([...Object.keys(image.tags ?? {}), ...Object.keys(change.put)]);
  const own = [...keys].filter((key) => !key.toLowerCase().startsWith('aws:'));
  if (own.length > MAX_TAGS) {
    const message = `${image.name} has no room for the campaign's tags: ${own.length} would be needed, and ${MAX_TAGS} is the most.`;
    throw new ImageStoreError('invalid', message);
  }
  await store.retag(image, change);
}
