import type { RolloutHold, RolloutWorld } from './decision.ts';
import type { CampaignPlace, ImageRecord, Instant, RolloutEvent } from './foundation.ts';
import { managerOf } from './managed-by.ts';
import { findParticipants, type Participant } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { isHeld, notifiedEvents, notifiedSwitch } from './rollout-tags.ts';

/** An event that has not been notified yet, and the words in the tag `RolloutTold` that record its notification. */
export interface DueEvent {
  readonly event: RolloutEvent;
  /** Whose tag it is. */
  readonly on: { readonly image: string } | { readonly fleet: string };
  readonly told: string;
}

/** What the events that are due depend on, in addition to the observation. */
export interface DueContext {
  readonly policy: RolloutPolicy;
  readonly now: Instant;
  readonly place?: CampaignPlace | undefined;
}

/**
 * The events to notify, except those that the tags record as notified. They follow from the observation alone, so that the
 * next pass notifies what an interrupted one did not.
 */
export function dueEvents(
  world: RolloutWorld,
  holds: readonly RolloutHold[],
  { policy, now, place }: DueContext,
): readonly DueEvent[] {
  const { participants } = findParticipants(world, policy, now);
  const images = new Map(world.images.map((image) => [image.name, image]));
  // Two accounts or Regions may have a fleet and a version of the same name.
  const here = [place?.account, place?.region].flatMap((part) => (part === undefined ? [] : [`/${part}`]));
  const base = (type: RolloutEvent['type'], lineage: string, about: string, at: Instant) => ({
    id: `rollout/${type}/${about}${here.join('')}`,
    campaign: `rollout/${lineage}`,
    at,
    ...(place === undefined ? {} : { place }),
    lineage,
  });
  const fleets = participants.flatMap((one): readonly DueEvent[] => {
    const change = changeOf(one, images, policy);
    if (change === undefined) return [];
    const { name, tags } = one.fleet;
    const managedBy = managerOf(tags);
    const event = {
      ...base(change.type, one.lineage.name, `${name}/${one.image.name}/${change.at}`, change.at),
      ...change,
      fleet: name,
      ring: one.ringName,
      to: one.image.name,
      ...(managedBy === undefined ? {} : { managedBy }),
    };
    return [{ event, on: { fleet: name }, told: notifiedSwitch(one.image.name, change.at) }];
  });
  const lineages = new Map(participants.map(({ lineage }) => [lineage.name, lineage]));
  const held = [...lineages.values()].flatMap(({ name: lineage, versions }) =>
    versions.flatMap((image): readonly DueEvent[] => {
      if (!isHeld(image, policy.tags) || notifiedEvents(image.tags, policy.tags).includes('held')) return [];
      const because = image.tags?.[policy.tags.held] || 'held';
      const event = { ...base('versionHeld', lineage, image.name, now), type: 'versionHeld' as const };
      return [{ event: { ...event, image: image.name, because }, on: { image: image.name }, told: 'held' }];
    }),
  );
  return [
    ...fleets,
    ...held,
    ...approvals(holds, images, policy, (image, ring, lineage) =>
      base('approvalWanted', lineage, `${image}/${ring}`, now),
    ),
  ];
}

/** The switch or rollback of a fleet since the last notification; undefined when there was none. */
function changeOf(
  { fleet, note, isRecorded, lineage, version, image: { name: to } }: Participant,
  images: ReadonlyMap<string, ImageRecord>,
  { tags }: RolloutPolicy,
) {
  if (!isRecorded || note.previous === undefined || fleet.tags[tags.told] === notifiedSwitch(to, note.at))
    return undefined;
  const { at, previous: from } = note;
  const isBack = lineage.versions.findIndex(({ name }) => name === from) > version;
  if (!isBack) return { type: 'fleetSwitched' as const, at, from };
  const left = images.get(from)?.tags;
  const because = left?.[tags.revoked] || left?.[tags.held];
  return { type: 'fleetRolledBack' as const, at, from, ...(because ? { because } : {}) };
}

function approvals(
  holds: readonly RolloutHold[],
  images: ReadonlyMap<string, ImageRecord>,
  policy: RolloutPolicy,
  baseOf: (image: string, ring: string, lineage: string) => Omit<RolloutEvent, 'type' | 'image' | 'ring'>,
): readonly DueEvent[] {
  const waiting = new Map<string, RolloutHold[]>();
  for (const hold of holds.filter(({ reason }) => reason === 'approval')) {
    const key = `${hold.wanted} ${hold.ring}`;
    waiting.set(key, [...(waiting.get(key) ?? []), hold]);
  }
  return [...waiting.values()].flatMap((fleets): readonly DueEvent[] => {
    const { wanted: image = '', ring = '', lineage = '' } = fleets[0] ?? {};
    const told = `approval:${ring}`;
    if (notifiedEvents(images.get(image)?.tags, policy.tags).includes(told)) return [];
    const event = { ...baseOf(image, ring, lineage), type: 'approvalWanted' as const, image, ring };
    return [{ event: { ...event, fleets: fleets.map(({ fleet }) => fleet) }, on: { image }, told }];
  });
}
