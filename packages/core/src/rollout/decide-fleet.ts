import type { FleetSwitch, Hold } from './decision.ts';
import type { ImageRecord } from './foundation.ts';
import { type FleetContext, gateFor, isEligible } from './gates.ts';
import { errorOf } from './health.ts';
import { managerOf } from './managed-by.ts';
import type { Participant } from './participants.ts';
import { previousVersion } from './rollback-versions.ts';
import { has } from './rollout-tags.ts';

/** The decision for one fleet. */
export type FleetVerdict =
  | { readonly kind: 'settled' }
  | { readonly kind: 'held'; readonly hold: Hold; readonly wanted?: string }
  /** `urgent`: it must leave its version, so limits do not apply. */
  | { readonly kind: 'moves'; readonly move: FleetSwitch; readonly urgent: boolean };

/** Decides for one fleet: first leave a bad version, else switch to the newest version that has passed every gate. */
export function decideFleet(one: Participant, context: FleetContext): FleetVerdict {
  const { policy } = context;
  const paused = has(one.fleet.tags, policy.tags.paused);
  const newer = paused ? undefined : newestThatPasses(one, context);
  const bad = badVersionReason(one, context);
  if (bad !== undefined && !(paused && bad.kind === 'held')) return leave(one, bad.because, newer, context);
  if (paused) return { kind: 'held', hold: { reason: 'fleet-paused' } };
  if (one.ring === undefined) {
    const known = policy.rings.map(({ name }) => name).join(', ');
    return { kind: 'held', hold: { reason: 'unknown-ring', detail: `known: ${known}` } };
  }
  if (newer === undefined) return { kind: 'settled' };
  const hold = newer.hold ?? obstacle(one, newer.image, context) ?? errorBefore(one);
  return hold === undefined
    ? { kind: 'moves', move: moveTo(newer.image, one), urgent: false }
    : { kind: 'held', hold, wanted: newer.image.name };
}

interface Candidate {
  readonly image: ImageRecord;
  readonly hold?: Hold;
}

/** The newest version that has passed every gate; when none has, the newest one and what holds it. */
export function newestThatPasses(
  { lineage, version, ring }: Pick<Participant, 'lineage' | 'version' | 'ring'>,
  context: FleetContext,
): Candidate | undefined {
  if (ring === undefined) return undefined;
  const newer = lineage.versions.slice(version + 1).filter((image) => isEligible(image, context.policy));
  let newest: Candidate | undefined;
  for (const image of newer.toReversed()) {
    const hold = gateFor(image, lineage.name, ring, context);
    if (hold === undefined) return { image };
    newest ??= { image, hold };
  }
  return newest;
}

/** Why a fleet must leave its version. */
export function badVersionReason(
  { image }: Pick<Participant, 'image'>,
  { policy, held }: FleetContext,
): { readonly kind: 'revoked' | 'held'; readonly because: string } | undefined {
  if (has(image.tags, policy.tags.revoked)) {
    return { kind: 'revoked', because: image.tags?.[policy.tags.revoked] || 'revoked' };
  }
  const why = held.get(image);
  return why !== undefined && policy.onUnhealthy === 'rollback' ? { kind: 'held', because: why } : undefined;
}

function leave(
  one: Participant,
  because: string,
  newer: Candidate | undefined,
  context: FleetContext,
): FleetVerdict {
  if (newer !== undefined && newer.hold === undefined && obstacle(one, newer.image, context) === undefined) {
    return { kind: 'moves', move: moveTo(newer.image, one), urgent: true };
  }
  const image = rollbackTarget(one, context);
  if (image === undefined) return { kind: 'held', hold: { reason: 'no-earlier-version', detail: because } };
  const hold = obstacle(one, image, context);
  return hold === undefined
    ? { kind: 'moves', move: { ...moveTo(image, one), type: 'rollback', because }, urgent: true }
    : { kind: 'held', hold, wanted: image.name };
}

/**
 * The version that a fleet rolls back to. If a version between that one and its own has passed every gate, the fleet would
 * switch to it right after, so it goes there at once; except a paused fleet, which stays where it rolls back to.
 */
export function rollbackTarget(
  one: Pick<Participant, 'fleet' | 'image' | 'lineage' | 'version' | 'note' | 'ring'>,
  context: FleetContext,
): ImageRecord | undefined {
  const { policy, held } = context;
  const back = previousVersion(one, policy, (version) => held.has(version));
  // Switching from one held version to another is no improvement.
  if (back === undefined || (held.has(back) && !has(one.image.tags, policy.tags.revoked))) return undefined;
  if (has(one.fleet.tags, policy.tags.paused)) return back;
  const between = newestThatPasses({ ...one, version: one.lineage.versions.indexOf(back) }, context);
  return between === undefined || between.hold !== undefined ? back : between.image;
}

/** What prevents a fleet from switching to an image now. */
function obstacle(
  { fleet, image: now }: Participant,
  image: ImageRecord,
  { policy }: FleetContext,
): Hold | undefined {
  if (policy.publish === 'parameter') return { reason: 'switched-by-code' };
  if (fleet.condition === 'changing') return { reason: 'fleet-changing', detail: fleet.state };
  const isOther =
    now.platform !== undefined && image.platform !== undefined && now.platform !== image.platform;
  return isOther && fleet.condition !== 'stopped'
    ? { reason: 'needs-stop', detail: `${now.platform} to ${image.platform}` }
    : undefined;
}

/** A fleet with errors gets no new version: the errors could not be attributed to it. */
function errorBefore({ fleet }: Participant): Hold | undefined {
  const error = errorOf(fleet);
  return error === undefined ? undefined : { reason: 'fleet-unhealthy', detail: error };
}

function moveTo(image: ImageRecord, { fleet, ringName, lineage, image: now }: Participant): FleetSwitch {
  const managedBy = managerOf(fleet.tags);
  return {
    type: 'switch',
    fleet: fleet.name,
    ring: ringName,
    lineage: lineage.name,
    from: now.name,
    to: image.name,
    ...(managedBy === undefined ? {} : { managedBy }),
  };
}
