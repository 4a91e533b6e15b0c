import type { Hold, RolloutWorld } from './decision.ts';
import { type ImageRecord, type Instant, minutesBetween, plusMinutes } from './foundation.ts';
import { errorOf } from './health.ts';
import type { Participant } from './participants.ts';
import type { Ring, RolloutPolicy } from './rollout-policy.ts';
import { has, isApproved, RELEASED } from './rollout-tags.ts';
import { isOpen, nextOpening } from './rollout-window.ts';

/** What the decision for one fleet depends on. */
export interface FleetContext {
  readonly world: RolloutWorld;
  readonly policy: RolloutPolicy;
  readonly now: Instant;
  readonly participants: readonly Participant[];
  /** Versions that no further fleet may get, with the reason. */
  readonly held: ReadonlyMap<ImageRecord, string>;
  /** Rings whose windows are closed now. */
  readonly closed: ReadonlyMap<Ring, Hold>;
}

/** Whether fleets may get a version at all. */
export function isEligible(image: ImageRecord, { tags }: RolloutPolicy): boolean {
  return image.condition === 'available' && !has(image.tags, tags.revoked);
}

/** The first gate that a version has not passed for a ring; undefined when it has passed all. */
export function gateFor(
  image: ImageRecord,
  lineage: string,
  ring: Ring,
  context: FleetContext,
): Hold | undefined {
  const { policy, held } = context;
  if (has(image.tags, policy.tags.paused)) return { reason: 'version-paused', detail: image.name };
  const why = held.get(image);
  if (why !== undefined) return { reason: 'version-held', detail: why };
  for (const earlier of policy.rings.slice(0, policy.rings.indexOf(ring))) {
    const hold = notProven(image, lineage, earlier, context);
    if (hold !== undefined) return hold;
  }
  if (ring.approval && !isApproved(image.tags, ring.name, policy.tags)) {
    return { reason: 'approval', detail: `${image.name} for ring ${ring.name}` };
  }
  return alarmOf(ring, context) ?? context.closed.get(ring);
}

/** Why a version has not passed a ring yet. It passes a ring without fleets of its lineage at once. */
export function notProven(
  image: ImageRecord,
  lineage: string,
  ring: Ring,
  { participants, policy, now }: FleetContext,
): Hold | undefined {
  const fleets = participants.filter((one) => one.ring === ring && one.lineage.name === lineage);
  const behind = fleets.find((one) => one.image !== image);
  if (behind !== undefined) {
    return {
      reason: 'ring-behind',
      detail: `fleet ${behind.fleet.name} of ring ${ring.name} has ${behind.image.name}`,
    };
  }
  const ill = fleets.find(({ fleet }) => errorOf(fleet) !== undefined);
  if (ill !== undefined && image.tags?.[policy.tags.held] !== RELEASED) {
    return { reason: 'ring-unhealthy', detail: `fleet ${ill.fleet.name}: ${errorOf(ill.fleet)}` };
  }
  const ends = fleets.map(({ note }) => plusMinutes(note.at, ring.soakMinutes));
  const until = ends.reduce<Instant>((last, end) => (minutesBetween(last, end) > 0 ? end : last), now);
  return minutesBetween(now, until) > 0
    ? { reason: 'soaking', detail: `in ring ${ring.name}`, until }
    : undefined;
}

/** The first alarm of a ring that is on, or that does not exist. */
export function alarmOf(ring: Ring, { world }: FleetContext): Hold | undefined {
  for (const name of ring.alarms) {
    const state = world.alarms.get(name);
    // A missing alarm would never hold anything: a misspelt name must not count as OK.
    if (state === undefined) return { reason: 'alarm', detail: `${name} does not exist` };
    if (state === 'alarm') return { reason: 'alarm', detail: name };
  }
  return undefined;
}

/** Rings whose windows are closed, computed once: local times are expensive. */
export function closedWindows({ rings }: RolloutPolicy, now: Instant): ReadonlyMap<Ring, Hold> {
  return new Map(
    rings.flatMap((ring) => {
      const { window } = ring;
      if (window === undefined || isOpen(window, now)) return [];
      const until = nextOpening(window, now);
      return [[ring, { reason: 'window' as const, ...(until === undefined ? {} : { until }) }] as const];
    }),
  );
}
