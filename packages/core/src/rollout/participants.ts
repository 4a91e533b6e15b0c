import type { FleetPlacement, Hold, RolloutHold, RolloutWorld } from './decision.ts';
import {
  type FleetRecord,
  type ImageRecord,
  type Instant,
  type ProvenLineage,
  provenLineages,
} from './foundation.ts';
import { managerOf } from './managed-by.ts';
import type { Ring, RolloutPolicy } from './rollout-policy.ts';
import { has, type SwitchNote, switchNoteOf } from './rollout-tags.ts';

/** A fleet that takes part: it has a ring, and an image of a lineage of the account. */
export interface Participant {
  readonly fleet: FleetRecord;
  /** Value of its tag. */
  readonly ringName: string;
  /** Position in the order of rings; -1 for a ring that the policy does not know. */
  readonly ringIndex: number;
  readonly ring?: Ring;
  readonly lineage: ProvenLineage;
  readonly image: ImageRecord;
  /** Position of its image among the versions, the oldest first. */
  readonly version: number;
  /** Since when it has its image; since now if its tags do not say. */
  readonly note: SwitchNote;
  /** Whether its tags say so. */
  readonly isRecorded: boolean;
}

/** The fleets that take part, and why others that one would expect do not. */
export interface Participation {
  readonly participants: readonly Participant[];
  readonly outside: readonly RolloutHold[];
}

/** Finds every fleet's ring, image and lineage. Sorted by name, so that a decision does not depend on a listing. */
export function findParticipants(
  world: Pick<RolloutWorld, 'images' | 'fleets'>,
  policy: RolloutPolicy,
  now: Instant,
): Participation {
  const images = new Map(
    world.images.flatMap((image) => [[image.id, image] as const, [image.name, image] as const]),
  );
  const lineages = new Map(
    provenLineages(world.images, policy.imageTags).flatMap((lineage) =>
      lineage.versions.map((image) => [image, lineage] as const),
    ),
  );
  const participants: Participant[] = [];
  const outside: RolloutHold[] = [];
  for (const fleet of world.fleets.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const ringName = fleet.tags[policy.tags.ring];
    const image = imageOf(fleet, images);
    const lineage = image === undefined ? undefined : lineages.get(image);
    if (ringName !== undefined && image !== undefined && lineage !== undefined) {
      participants.push(participant({ fleet, ringName, image, lineage }, policy, now));
      continue;
    }
    const hold = exclusionReason(fleet, ringName, image, policy);
    if (hold === undefined) continue;
    const placement: FleetPlacement = {
      fleet: fleet.name,
      ...(ringName === undefined ? {} : { ring: ringName }),
      ...(image === undefined ? {} : { now: image.name }),
    };
    outside.push({ ...placement, ...hold });
  }
  for (const fleet of unenrolledOnRevoked(world, images, policy)) outside.push(fleet);
  return { participants, outside };
}

/** The image of the account that a fleet has. An elastic fleet has none, whatever its store tells. */
function imageOf(
  { kind, image }: FleetRecord,
  images: ReadonlyMap<string, ImageRecord>,
): ImageRecord | undefined {
  return kind === 'elastic' || image === undefined ? undefined : images.get(image);
}

function participant(
  { fleet, ringName, image, lineage }: Pick<Participant, 'fleet' | 'ringName' | 'image' | 'lineage'>,
  policy: RolloutPolicy,
  now: Instant,
): Participant {
  const ringIndex = policy.rings.findIndex(({ name }) => name === ringName);
  const ring = policy.rings[ringIndex];
  const note = switchNoteOf(fleet, image.name, policy.tags);
  return {
    fleet,
    ringName,
    ringIndex,
    ...(ring === undefined ? {} : { ring }),
    lineage,
    image,
    version: lineage.versions.indexOf(image),
    note: note ?? { at: now, ...previousOf(fleet, image, lineage, policy) },
    isRecorded: note !== undefined,
  };
}

/**
 * The previous image of a fleet, if its own tags say so: the image that they are about. If that switch never happened,
 * they still name the image to roll back to.
 */
function previousOf(
  { tags }: FleetRecord,
  image: ImageRecord,
  { versions }: ProvenLineage,
  { tags: names }: RolloutPolicy,
): Pick<SwitchNote, 'previous'> {
  const previous = tags[names.switchedTo];
  const index = versions.findIndex(({ name }) => name === previous);
  const happened = tags[names.previous] !== image.name;
  const isKnown = index >= 0 && (happened || index < versions.indexOf(image));
  return isKnown && previous !== undefined ? { previous } : {};
}

function exclusionReason(
  fleet: FleetRecord,
  ring: string | undefined,
  image: ImageRecord | undefined,
  policy: RolloutPolicy,
): Hold | undefined {
  if (ring === undefined) return undefined;
  if (fleet.kind === 'elastic') return { reason: 'elastic', detail: 'its applications come from app blocks' };
  if (image === undefined) return { reason: 'image-not-owned', detail: fleet.image ?? 'no image' };
  if (has(image.tags, policy.tags.revoked)) return { reason: 'no-earlier-version', detail: image.name };
  return { reason: 'no-lineage', detail: image.name };
}

function unenrolledOnRevoked(
  { fleets }: Pick<RolloutWorld, 'fleets'>,
  images: ReadonlyMap<string, ImageRecord>,
  { tags }: RolloutPolicy,
): readonly RolloutHold[] {
  return fleets.flatMap((fleet): readonly RolloutHold[] => {
    const image = imageOf(fleet, images);
    if (image === undefined || fleet.tags[tags.ring] !== undefined || !has(image.tags, tags.revoked))
      return [];
    return [
      { fleet: fleet.name, now: image.name, reason: 'not-enrolled', detail: `${image.name} is revoked` },
    ];
  });
}

/** A participant with its ring, lineage and image. */
export function placementOf({
  fleet,
  ringName,
  lineage,
  image,
  note,
  isRecorded,
}: Participant): FleetPlacement {
  const managedBy = managerOf(fleet.tags);
  return {
    fleet: fleet.name,
    ring: ringName,
    lineage: lineage.name,
    now: image.name,
    ...(isRecorded ? { since: note.at } : {}),
    ...(managedBy === undefined ? {} : { managedBy }),
  };
}
