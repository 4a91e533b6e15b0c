import { decideDrains, drainingHold } from './decide-drains.ts';
import { decideFleet, type FleetVerdict } from './decide-fleet.ts';
import { decideParameters } from './decide-parameters.ts';
import { decideShares } from './decide-shares.ts';
import type {
  FleetPlacement,
  FleetSwitch,
  RolloutAction,
  RolloutDecision,
  RolloutHold,
  RolloutWorld,
} from './decision.ts';
import { type ImageRecord, type Instant, minutesBetween } from './foundation.ts';
import { closedWindows, type FleetContext } from './gates.ts';
import { problemSinceSwitch } from './health.ts';
import { findParticipants, type Participant, placementOf } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { has, isHeld } from './rollout-tags.ts';

/**
 * Decides what a pass does. Pure: the same observation gives the same decision.
 *
 * The desired version of a fleet is the newest of its lineage that is available, not revoked, and has passed every gate.
 *
 * | the fleet's version, the fleet              | a newer version has passed every gate | none has                     |
 * | ------------------------------------------- | ------------------------------------- | ---------------------------- |
 * | good                                        | switch; `later` beyond `maxAtOnce`    | stays: what holds the newest |
 * | good, fleet paused or with errors           | stays                                 | stays                        |
 * | revoked                                     | switch at once                        | rollback at once, else stays: `no-earlier-version` |
 * | revoked, fleet paused                       | rollback at once                      | rollback at once             |
 * | held, `onUnhealthy: hold`                   | as good                               | as good                      |
 * | held, `onUnhealthy: rollback`               | switch at once                        | rollback at once             |
 * | held, `onUnhealthy: rollback`, fleet paused | stays                                 | stays                        |
 *
 * In any case, a fleet that is starting or stopping is left to the next pass, and a running one gets no other operating
 * system. The gates of a version before a ring, in order: it is not paused, not held; all fleets of every
 * earlier ring that have the lineage have it, without errors, for the soak of their ring; a person has approved it; no
 * alarm of the ring is on; the window is open. Instances that sessions keep from the new image are drained only where the
 * policy says so, a few at a time. So versions that follow each other faster than the rings soak never
 * reach the last ring.
 */
export function decideRollout(world: RolloutWorld, policy: RolloutPolicy, now: Instant): RolloutDecision {
  const { participants, outside } = findParticipants(world, policy, now);
  const problems = new Map<ImageRecord, Participant & { readonly problem: string }>();
  for (const one of participants) {
    const problem = problemSinceSwitch(one, world, policy, now);
    if (problem !== undefined && !problems.has(one.image)) problems.set(one.image, { ...one, problem });
  }
  const held = heldVersions(world, policy, problems);
  const context: FleetContext = {
    world,
    policy,
    now,
    participants,
    held,
    closed: closedWindows(policy, now),
  };
  const verdicts = limited(
    participants.map((one) => ({ one, verdict: decideWithDraining(one, context) })),
    policy,
    now,
  );
  const moving = new Set(verdicts.flatMap(({ one, verdict }) => (verdict.kind === 'moves' ? [one] : [])));
  const actions: RolloutAction[] = [
    ...[...problems].flatMap(([image, { lineage, problem }]) =>
      isHeld(image, policy.tags)
        ? []
        : [{ type: 'hold' as const, image: image.name, lineage: lineage.name, because: problem }],
    ),
    ...participants.filter((one) => !one.isRecorded && !moving.has(one)).map(noteOf),
    ...decideParameters(context),
    ...verdicts
      .flatMap(({ verdict }) => (verdict.kind === 'moves' ? [verdict.move] : []))
      .toSorted(inOrder(policy)),
    ...decideDrains(context, moving),
    ...decideShares(context),
  ];
  const holds = verdicts.flatMap(({ one, verdict }): readonly RolloutHold[] => {
    if (verdict.kind !== 'held') return [];
    const wanted = verdict.wanted === undefined ? {} : { wanted: verdict.wanted };
    return [{ ...placementOf(one), ...wanted, ...verdict.hold }];
  });
  const settled: readonly FleetPlacement[] = verdicts.flatMap(({ one, verdict }) =>
    verdict.kind === 'settled' ? [placementOf(one)] : [],
  );
  return { actions, holds: [...holds, ...outside], settled, pausedVersions: pausedVersions(context) };
}

/** A fleet that has its version waits for sessions from before the switch, where instances are drained. */
function decideWithDraining(one: Participant, context: FleetContext): FleetVerdict {
  const verdict = decideFleet(one, context);
  const hold = verdict.kind === 'settled' ? drainingHold(one, context) : undefined;
  return hold === undefined ? verdict : { kind: 'held', hold };
}

function pausedVersions({ participants, policy }: FleetContext): RolloutDecision['pausedVersions'] {
  const lineages = new Map(participants.map(({ lineage }) => [lineage.name, lineage.versions]));
  return [...lineages].flatMap(([lineage, versions]) =>
    versions
      .filter(({ tags }) => has(tags, policy.tags.paused))
      .map(({ name: image }) => ({ image, lineage })),
  );
}

function heldVersions(
  { images }: RolloutWorld,
  { tags }: RolloutPolicy,
  problems: ReadonlyMap<ImageRecord, { readonly problem: string }>,
): ReadonlyMap<ImageRecord, string> {
  const tagged = images.filter((image) => isHeld(image, tags));
  return new Map([
    ...[...problems].map(([image, { problem }]) => [image, problem] as const),
    ...tagged.map((image) => [image, image.tags?.[tags.held] || 'held'] as const),
  ]);
}

interface Decided {
  readonly one: Participant;
  readonly verdict: FleetVerdict;
}

/** Limits how many fleets of a ring switch at the same time. */
function limited(all: readonly Decided[], policy: RolloutPolicy, now: Instant): readonly Decided[] {
  const room = new Map(
    policy.rings.map((ring) => {
      const recent = all.filter(
        ({ one: { ring: its, note } }) =>
          its === ring &&
          note.previous !== undefined &&
          minutesBetween(note.at, now) < policy.health.capacityMinutes,
      );
      return [ring.name, ring.maxAtOnce - recent.length] as const;
    }),
  );
  return all.map(({ one, verdict }) => {
    if (verdict.kind !== 'moves' || verdict.urgent) return { one, verdict };
    const left = room.get(one.ringName) ?? 0;
    room.set(one.ringName, left - 1);
    if (left > 0) return { one, verdict };
    return { one, verdict: { kind: 'held', hold: { reason: 'later' }, wanted: verdict.move.to } };
  });
}

function noteOf({ fleet, ringName, image, lineage, note: { previous } }: Participant): RolloutAction {
  return {
    type: 'note',
    fleet: fleet.name,
    ring: ringName,
    lineage: lineage.name,
    image: image.name,
    ...(previous === undefined ? {} : { previous }),
  };
}

/**
 * Fleets that must leave a version come first. Then the last ring, so that a version that has come so far completes before
 * the first ring gets a newer one.
 */
function inOrder({ rings }: RolloutPolicy): (a: FleetSwitch, b: FleetSwitch) => number {
  const indexOf = ({ ring }: FleetSwitch) => rings.findIndex(({ name }) => name === ring);
  return (a, b) =>
    Number(b.type === 'rollback') - Number(a.type === 'rollback') ||
    indexOf(b) - indexOf(a) ||
    // Fleets that get the same version are read again together, and the version once.
    a.lineage.localeCompare(b.lineage);
}
