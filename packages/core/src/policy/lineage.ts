import type { ImageRecord } from '../ports/image.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import { isImageName } from './naming.ts';
import type { TagNames } from './tags.ts';

/** Minutes by which the clock that made an image may lag behind the clock that started the campaign. */
const CLOCK_SKEW = 5;

/**
 * Names of the images that a successor could be an update of: from its tag, and from the store. The tag can be a copy:
 * another tool that updates our successor copies its tags. The store may name another ancestor: AppStream does not
 * document what it records for a managed update.
 */
export function possibleSources(successor: ImageRecord, names: TagNames): readonly string[] {
  const said = [successor.tags?.[names.updatedFrom], successor.updateOf];
  return [...new Set(said)].flatMap((name) => (isImageName(name) && name !== successor.name ? [name] : []));
}

/**
 * The image that a successor is an update of. Where tag and store disagree, it is the source that names the successor;
 * else the tag's, unless the image that it names is closed for another successor.
 */
export function sourceOf(
  successor: ImageRecord,
  images: ReadonlyMap<string, ImageRecord>,
  names: TagNames,
): string | undefined {
  const [first, second] = possibleSources(successor, names);
  if (first === undefined || second === undefined) return first;
  const next = (name: string) => images.get(name)?.tags?.[names.nextVersion];
  const naming = [first, second].find((name) => next(name) === successor.name);
  if (naming !== undefined) return naming;
  const elsewhere =
    images.get(first)?.tags?.[names.autoUpdate] === names.completed && next(first) !== undefined;
  return elsewhere ? second : first;
}

/** Whether an image was created since a campaign started. */
export function isOfThisCampaign(image: ImageRecord, startedAt: Instant): boolean {
  return image.createdAt !== undefined && minutesBetween(startedAt, image.createdAt) >= -CLOCK_SKEW;
}
