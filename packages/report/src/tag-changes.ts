import type { ImageRecord, Tags } from '@appstream-campaign/core';
import { oneLine } from '@appstream-campaign/core/messages';
import type { CampaignReport } from './report-input.ts';

/** One tag of one image that the campaign's time has changed. */
export interface TagDifference {
  readonly image: string;
  readonly key: string;
  /** Absent when the tag was not there. */
  readonly before?: string;
  /** Absent when the tag is not there any more. */
  readonly after?: string;
}

/**
 * Every tag that differs between before and after, by image and key. A successor has no tags before; of an image whose
 * tags were not read on one side nothing can be said, so it is left out.
 */
export function tagChanges({ before, after, state }: CampaignReport): readonly TagDifference[] {
  if (before === undefined || after === undefined) return [];
  const earlier = new Map(before.map((image) => [image.name, image]));
  const later = new Map(after.map((image) => [image.name, image]));
  const images = state.images.flatMap((image) => [
    image.source,
    ...('successor' in image && image.successor !== undefined ? [image.successor] : []),
  ]);
  return [...new Set(images)].sort().flatMap((name) => differences(name, earlier.get(name), later.get(name)));
}

function differences(
  name: string,
  before: ImageRecord | undefined,
  after: ImageRecord | undefined,
): readonly TagDifference[] {
  if (after?.tags === undefined || (before !== undefined && before.tags === undefined)) return [];
  const was: Tags = before?.tags ?? {};
  const is = after.tags;
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return keys.flatMap((key) => {
    const [one, other] = [was[key], is[key]];
    if (one === other) return [];
    return [
      {
        image: oneLine(name),
        key: oneLine(key),
        ...(one === undefined ? {} : { before: oneLine(one) }),
        ...(other === undefined ? {} : { after: oneLine(other) }),
      },
    ];
  });
}

/** The same, image by image. */
export function byImage(
  changes: readonly TagDifference[],
): readonly (readonly [image: string, changes: readonly TagDifference[]])[] {
  const images = new Map<string, TagDifference[]>();
  for (const change of changes) {
    const own = images.get(change.image) ?? [];
    images.set(change.image, own);
    own.push(change);
  }
  return [...images];
}
