import { type FleetRecord, type ImageRecord, type Instant, isInstant, type Tags } from './foundation.ts';

/** The tags that a rollout reads and writes, on fleets and on images. */
export interface RolloutTagNames {
  /** On a fleet: the ring that it moves with. A fleet without takes no part. @defaultValue `ImageRing` */
  readonly ring: string;
  /** On a fleet or an image: it stays where it is, whatever the value. @defaultValue `RolloutPaused` */
  readonly paused: string;
  /** On an image: rings, separated by spaces, or `all`, that a person lets it pass. @defaultValue `RolloutApproved` */
  readonly approved: string;
  /** On an image: no fleet may run it; the value is the reason. @defaultValue `Revoked` */
  readonly revoked: string;
  /**
   * On an image, written: it goes to no further fleet; the value says why. A person who has looked writes `released`,
   * and the health of fleets holds this version no more. @defaultValue `RolloutHeld`
   */
  readonly held: string;
  /** On an image or a fleet, written: what people were told already. @defaultValue `RolloutTold` */
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

/** Value of the tag `held` with which a person says that the version may go on. */
export const RELEASED = 'released';

/** Since when a fleet has its image, and what it had before. */
export interface SwitchNote {
  readonly at: Instant;
  /** Absent when somebody else switched, or when it is the first image that was seen. */
  readonly previous?: string;
}

/** What a fleet's tags say of the image that it has; undefined when they are about another one or say nothing. */
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

/** The rings that a person lets a version pass. */
export function isApproved(tags: Tags | undefined, ring: string, names: RolloutTagNames): boolean {
  const rings = (tags?.[names.approved] ?? '').split(' ');
  return rings.includes('all') || rings.includes(ring);
}

/** Whether an image or a fleet carries a tag, whatever the value. */
export function has(tags: Tags | undefined, key: string): boolean {
  return tags !== undefined && Object.hasOwn(tags, key);
}

/** Whether the held tag of a version stops it: a person can take that back. */
export function isHeld({ tags }: Pick<ImageRecord, 'tags'>, names: RolloutTagNames): boolean {
  return has(tags, names.held) && tags?.[names.held] !== RELEASED;
}

/** What people were told of an image. */
export function notifiedEvents(tags: Tags | undefined, names: RolloutTagNames): readonly string[] {
  return (tags?.[names.told] ?? '').split(' ').filter((word) => word !== '');
}

/** What the tag `told` of a fleet says when people were told of a switch. */
export function notifiedSwitch(image: string, at: Instant): string {
  return `${image} ${at}`;
}

/** A text as the value of a tag: only the characters that a tag may hold, and as many. */
export function toTagValue(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} _.:/=+\-@]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 250)
    .trim();
}
