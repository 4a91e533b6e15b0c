import type { FleetSwitch, Hold } from './decision.ts';
import type { ImageRecord } from './foundation.ts';
import { gateFor, isEligible, type Scene } from './gates.ts';
import { errorOf } from './health.ts';
import type { Participant } from './participants.ts';
import { previousVersion } from './rollback-versions.ts';
import { has } from './rollout-tags.ts';

/** What is to become of one fleet. */
export type FleetVerdict =
  | { readonly kind: 'settled' }
  | { readonly kind: 'held'; readonly hold: Hold; readonly wanted?: string }
  /** `urgent`: it must leave its version, so that no limit holds it. */
  | { readonly kind: 'moves'; readonly move: FleetSwitch; readonly urgent: boolean };

/** Decides about one fleet: away from a bad version first, else to the newest version that has passed every gate. */
export function decideFleet(one: Participant, scene: Scene): FleetVerdict {
  const { policy } = scene;
  const paused = has(one.fleet.tags, policy.tags.paused);
  const newer = paused ? undefined : newestThatPasses(one, scene);
  const bad = badVersionReason(one, scene);
  if (bad !== undefined && !(paused && bad.kind === 'held')) return leave(one, bad.because, newer, scene);
  if (paused) return { kind: 'held', hold: { reason: 'fleet-paused' } };
  if (one.ring === undefined) {
    const known = policy.rings.map(({ name }) => name).join(', ');
    return { kind: 'held', hold: { reason: 'unknown-ring', detail: `known: ${known}` } };
  }
  if (newer === undefined) return { kind: 'settled' };
  const hold = newer.hold ?? obstacle(one, newer.image, scene) ?? errorBefore(one);
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
  scene: Scene,
): Candidate | undefined {
  if (ring === undefined) return undefined;
  const newer = lineage.versions.slice(version + 1).filter((image) => isEligible(image, scene.policy));
  let newest: Candidate | undefined;
  for (const image of newer.toReversed()) {
    const hold = gateFor(image, lineage.name, ring, scene);
    if (hold === undefined) return { image };
    newest ??= { image, hold };
  }
  return newest;
}

/** Why a fleet must leave its version. */
export function badVersionReason(
  { image }: Pick<Participant, 'image'>,
  { policy, held }: Scene,
): { readonly kind: 'revoked' | 'held'; readonly because: string } | undefined {
  if (has(image.tags, policy.tags.revoked)) {
    return { kind: 'revoked', because: image.tags?.[policy.tags.revoked] || 'revoked' };
  }
  const why = held.get(image);
  return why !== undefined && policy.onUnhealthy === 'rollback' ? { kind: 'held', because: why } : undefined;
}

function leave(one: Participant, because: string, newer: Candidate | undefined, scene: Scene): FleetVerdict {
  if (newer !== undefined && newer.hold === undefined && obstacle(one, newer.image, scene) === undefined) {
    return { kind: 'moves', move: moveTo(newer.image, one), urgent: true };
  }
  const image = rollbackTarget(one, scene);
  if (image === undefined) return { kind: 'held', hold: { reason: 'no-earlier-version', detail: because } };
  const hold = obstacle(one, image, scene);
  return hold === undefined
    ? { kind: 'moves', move: { ...moveTo(image, one), type: 'rollback', because }, urgent: true }
    : { kind: 'held', hold, wanted: image.name };
}

/**
 * Where a fleet goes back to. A version between that one and its own which has passed every gate is wanted for it right
 * after, so it goes there at once; but not a paused one, which stays where it lands.
 */
export function rollbackTarget(
  one: Pick<Participant, 'fleet' | 'image' | 'lineage' | 'version' | 'note' | 'ring'>,
  scene: Scene,
): ImageRecord | undefined {
  const { policy, held } = scene;
  const back = previousVersion(one, policy, (version) => held.has(version));
  // From a held version to another one would be no better.
  if (back === undefined || (held.has(back) && !has(one.image.tags, policy.tags.revoked))) return undefined;
  if (has(one.fleet.tags, policy.tags.paused)) return back;
  const between = newestThatPasses({ ...one, version: one.lineage.versions.indexOf(back) }, scene);
  return between === undefined || between.hold !== undefined ? back : between.image;
}

/** What keeps a fleet from taking an image now. */
function obstacle(
  { fleet, image: now }: Participant,
  image: ImageRecord,
  { policy }: Scene,
): Hold | undefined {
  if (policy.publish === 'parameter') return { reason: 'switched-by-code' };
  if (fleet.condition === 'changing') return { reason: 'fleet-changing', detail: fleet.state };
  const isOther =
    now.platform !== undefined && image.platform !== undefined && now.platform !== image.platform;
  return isOther && fleet.condition !== 'stopped'
    ? { reason: 'needs-stop', detail: `${now.platform} to ${image.platform}` }
    : undefined;
}

/** A fleet with errors gets nothing new: nobody could tell what a new version is to blame for. */
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

/** The tool that manages a fleet. CloudFormation tags what it makes; of Terraform only customs in tagging tell. */
export function managerOf(tags: Readonly<Record<string, string>>): string | undefined {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack !== undefined) return `CloudFormation stack ${stack}`;
  const isTerraform = Object.entries(tags).some(
    ([key, value]) => /^terraform/i.test(key) || (/^managed[-_ ]?by$/i.test(key) && /terraform/i.test(value)),
  );
  return isTerraform ? 'Terraform' : undefined;
}
