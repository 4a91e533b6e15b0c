import { type FleetRecord, type ImageRecord, type Instant, isInstant, type Tags } from './foundation.ts';

/** The tags that a rollout reads and writes, on fleets and on images. */
export interface RolloutTagNames {
  /** On a fleet: its ring. A fleet without one takes no part. @defaultValue `ImageRing` */
  readonly ring: string;
  /** On a fleet or an image, with any value: it is not rolled out further. @defaultValue `RolloutPaused` */
  readonly paused: string;
  /** On an image: the rings that it is approved for, separated by spaces, or `all`. @defaultValue `RolloutApproved` */
  readonly approved: string;
  /** On an image: no fleet may run it; the value is the reason. @defaultValue `Revoked` */
  readonly revoked: string;
  /**
   * On an image, written: no further fleet gets it; the value says why. A person releases it with the value `released`;
   * the health of fleets does not hold this version again. @defaultValue `RolloutHeld`
   */
  readonly held: string;
  /** On an image or a fleet, written: the notifications that were sent. @defaultValue `RolloutTold` */
  readonly told: string;
  /** On a fleet, written: the image before the last switch. @defaultValue `PreviousImage` */
  readonly previous: string;
  /** On a fleet, written: the instant since which the fleet has its image. @defaultValue `ImageSwitchedAt` */
  readonly switchedAt: string;
  /** On a fleet, written: the image that `ImageSwitchedAt` is about. @defaultValue `ImageSwitchedTo` */
  readonly switchedTo: string;
}

/** The names that are used when no others are given. */
export const ROLLOUT_TAGS: RolloutTagNames = {
  ring: 'ImageRing',
  paused: 'RolloutPaused',
  approved: 'RolloutApproved',
  revoked: 'Revoked',
  held: 'RolloutHeld',
  told: 'RolloutTold',
  previous: 'PreviousImage',
  switchedAt: 'ImageSwitchedAt',
  switchedTo: 'ImageSwitchedTo',
};

/** Value of the tag `held` with which a person releases the version. */
export const RELEASED = 'released';

/** Since when a fleet has its image, and what it had before. */
export interface SwitchNote {
  readonly at: Instant;
  /** Absent when it was switched elsewhere, or when this is the first image that was seen. */
  readonly previous?: string;
}

/** What a fleet's tags record about its image; undefined when they are about another one or missing. */
export function switchNoteOf(
  { tags }: Pick<FleetRecord, 'tags'>,
  image: string,
  names: RolloutTagNames,
): SwitchNote | undefined {
  const at = tags[names.switchedAt];
  if (tags[names.switchedTo] !== image || at === undefined || !isInstant(at)) return undefined;
  const previous = tags[names.previous];
  return previous === undefined || previous === image ? { at } : { at, previous };
}

/** Whether a version is approved for a ring. */
export function isApproved(tags: Tags | undefined, ring: string, names: RolloutTagNames): boolean {
  const rings = (tags?.[names.approved] ?? '').split(' ');
  return rings.includes('all') || rings.includes(ring);
}

/** Whether an image or a fleet has a tag, with any value. */
export function has(tags: Tags | undefined, key: string): boolean {
  return tags !== undefined && Object.hasOwn(tags, key);
}

/** Whether the held tag of a version applies: a person can release it. */
export function isHeld({ tags }: Pick<ImageRecord, 'tags'>, names: RolloutTagNames): boolean {
  return has(tags, names.held) && tags?.[names.held] !== RELEASED;
}

/** The notifications that were sent about an image. */
export function notifiedEvents(tags: Tags | undefined, names: RolloutTagNames): readonly string[] {
  return (tags?.[names.told] ?? '').split(' ').filter((word) => word !== '');
}

/** The value of a fleet's tag `told` once its switch was notified. */
export function notifiedSwitch(image: string, at: Instant): string {
  return `${image} ${at}`;
}

/** A text as the value of a tag: only the characters that a tag allows, cut to its maximum length. */
export function toTagValue(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} _.:/=+\-@]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 250)
    .trim();
}
