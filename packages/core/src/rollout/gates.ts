import type { Hold, RolloutWorld } from './decision.ts';
import { type ImageRecord, type Instant, minutesBetween, plusMinutes } from './foundation.ts';
import { errorOf } from './health.ts';
import type { Participant } from './participants.ts';
import type { Ring, RolloutPolicy } from './rollout-policy.ts';
import { has, isApproved, RELEASED } from './rollout-tags.ts';
import { isOpen, nextOpening } from './rollout-window.ts';

/** What a decision knows of the whole world while it looks at one fleet. */
export interface Scene {
  readonly world: RolloutWorld;
  readonly policy: RolloutPolicy;
  readonly now: Instant;
  readonly participants: readonly Participant[];
  /** Versions that must go to no further fleet, with the reason. */
  readonly held: ReadonlyMap<ImageRecord, string>;
  /** Rings whose windows are closed now. */
  readonly closed: ReadonlyMap<Ring, Hold>;
}

/** Whether a version may come to fleets at all. */
export function isEligible(image: ImageRecord, { tags }: RolloutPolicy): boolean {
  return image.condition === 'available' && !has(image.tags, tags.revoked);
}

/** The first gate that keeps a version from a ring; undefined when it has passed all. */
export function gateFor(image: ImageRecord, lineage: string, ring: Ring, scene: Scene): Hold | undefined {
  const { policy, held } = scene;
  if (has(image.tags, policy.tags.paused)) return { reason: 'version-paused', detail: image.name };
  const why = held.get(image);
  if (why !== undefined) return { reason: 'version-held', detail: why };
  for (const earlier of policy.rings.slice(0, policy.rings.indexOf(ring))) {
    const hold = notProven(image, lineage, earlier, scene);
    if (hold !== undefined) return hold;
  }
  if (ring.approval && !isApproved(image.tags, ring.name, policy.tags)) {
    return { reason: 'approval', detail: `${image.name} for ring ${ring.name}` };
  }
  return alarmOf(ring, scene) ?? scene.closed.get(ring);
}

/** Why a ring does not vouch for a version yet. A ring without fleets of the lineage vouches for everything. */
export function notProven(
  image: ImageRecord,
  lineage: string,
  ring: Ring,
  { participants, policy, now }: Scene,
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
export function alarmOf(ring: Ring, { world }: Scene): Hold | undefined {
  for (const name of ring.alarms) {
    const state = world.alarms.get(name);
    // An alarm that does not exist would never keep anything: a misspelt name must not pass for quiet.
    if (state === undefined) return { reason: 'alarm', detail: `${name} does not exist` };
    if (state === 'alarm') return { reason: 'alarm', detail: name };
  }
  return undefined;
}

/** Rings whose windows are closed, each looked at once: what a clock shows in a zone takes long to find out. */
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
