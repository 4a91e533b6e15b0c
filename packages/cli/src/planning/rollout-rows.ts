import type { Instant } from '@appstream-campaign/core';
import { matchesPattern } from '@appstream-campaign/core/planning';
import type {
  FleetRecord,
  HoldReason,
  RolloutAction,
  RolloutDecision,
  RolloutPolicy,
} from '@appstream-campaign/core/rollout';

/** Fleets of one ring and lineage for which the same holds. */
export interface RolloutRow {
  readonly lineage: string | undefined;
  readonly ring: string | undefined;
  readonly fleets: readonly string[];
  /** The image that they have. */
  readonly now: string | undefined;
  /** Since when all of them have it, as far as their tags tell. */
  readonly since: Instant | undefined;
  /** The version that they would get; what they have where nothing else is wanted. */
  readonly wanted: string | undefined;
  /** `settled`: they have what they are to have. */
  readonly verdict: 'switch' | 'rollback' | 'held' | 'settled';
  readonly reason?: HoldReason;
  readonly detail?: string;
  /** When it ends by itself, at the earliest. */
  readonly earliest?: Instant;
  readonly waitsFor?: WaitsFor;
  readonly managedBy?: string;
}

/** Who or what ends a hold. `choice`: somebody wants it so, or it concerns fleets that can take no part. */
type WaitsFor = 'person' | 'time' | 'earlier-ring' | 'choice';

const WAITS_FOR: Readonly<Record<HoldReason, WaitsFor>> = {
  'not-enrolled': 'person',
  'unknown-ring': 'person',
  elastic: 'choice',
  'image-not-owned': 'choice',
  'no-lineage': 'choice',
  'version-paused': 'choice',
  'version-held': 'person',
  'ring-behind': 'earlier-ring',
  'ring-unhealthy': 'person',
  soaking: 'time',
  approval: 'person',
  alarm: 'person',
  window: 'time',
  'fleet-paused': 'choice',
  'fleet-changing': 'time',
  'fleet-unhealthy': 'person',
  'needs-stop': 'person',
  later: 'time',
  'switched-by-code': 'choice',
  draining: 'time',
  'no-earlier-version': 'person',
};

/** What a decision says of each ring and lineage, in the order of rings. */
export function rolloutRows(
  { actions, holds, settled }: RolloutDecision,
  fleets: readonly FleetRecord[],
  { rings, tags }: RolloutPolicy,
): readonly RolloutRow[] {
  const tagsOf = new Map(fleets.map((fleet) => [fleet.name, fleet.tags]));
  const sinceOf = (fleet: string, now: string | undefined) =>
    tagsOf.get(fleet)?.[tags.switchedTo] === now ? tagsOf.get(fleet)?.[tags.switchedAt] : undefined;
  const single: readonly RolloutRow[] = [
    ...actions.flatMap((action): readonly RolloutRow[] => {
      if (action.type !== 'switch' && action.type !== 'rollback') return [];
      const { type: verdict, fleet, ring, lineage, from: now, to: wanted, because, managedBy } = action;
      return [
        {
          ...{ lineage, ring, fleets: [fleet], now, since: sinceOf(fleet, now), wanted, verdict },
          ...(because === undefined ? {} : { detail: because }),
          ...(managedBy === undefined ? {} : { managedBy }),
        },
      ];
    }),
    ...holds.map(
      ({ lineage, ring, fleet, now, since, wanted, reason, detail, until, managedBy }): RolloutRow => ({
        ...{ lineage, ring, fleets: [fleet], now, since, wanted, verdict: 'held', reason },
        ...(detail === undefined ? {} : { detail }),
        ...(until === undefined ? {} : { earliest: until }),
        waitsFor: WAITS_FOR[reason],
        ...(managedBy === undefined ? {} : { managedBy }),
      }),
    ),
    ...settled.map(
      ({ lineage, ring, fleet, now, since, managedBy }): RolloutRow => ({
        ...{ lineage, ring, fleets: [fleet], now, since, wanted: now, verdict: 'settled' },
        ...(managedBy === undefined ? {} : { managedBy }),
      }),
    ),
  ];
  const order = (ring: string | undefined) => {
    const index = rings.findIndex(({ name }) => name === ring);
    return index < 0 ? rings.length : index;
  };
  return merged(single).toSorted(
    (a, b) =>
      // Fleets outside of lineages come last.
      Number(a.lineage === undefined) - Number(b.lineage === undefined) ||
      (a.lineage ?? '').localeCompare(b.lineage ?? '') ||
      order(a.ring) - order(b.ring) ||
      (a.fleets[0] ?? '').localeCompare(b.fleets[0] ?? ''),
  );
}

function merged(rows: readonly RolloutRow[]): readonly RolloutRow[] {
  const groups = new Map<string, RolloutRow>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, fleets: 0, since: 0 });
    const known = groups.get(key);
    groups.set(key, known === undefined ? row : { ...known, ...joined(known, row) });
  }
  return [...groups.values()];
}

function joined(a: RolloutRow, b: RolloutRow): Pick<RolloutRow, 'fleets' | 'since'> {
  const isKnown = a.since !== undefined && b.since !== undefined;
  const since = isKnown && a.since > b.since ? a.since : isKnown ? b.since : undefined;
  return { fleets: [...a.fleets, ...b.fleets].toSorted(), since };
}

/** Whether lineages, images or fleets are meant by these names; all are when there are none. */
export function isMeant(names: readonly (string | undefined)[], patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  return names.some(
    (name) => name !== undefined && patterns.some((pattern) => matchesPattern(name, pattern)),
  );
}

/** The part of a decision that is about these lineages, images or fleets. */
export function meantPart(decision: RolloutDecision, patterns: readonly string[]): RolloutDecision {
  const ofFleet = (one: RolloutDecision['holds'][number] | RolloutDecision['settled'][number]) =>
    isMeant([one.lineage, one.now, one.fleet, 'wanted' in one ? one.wanted : undefined], patterns);
  return {
    actions: decision.actions.filter((action) => isMeant(namesOf(action), patterns)),
    holds: decision.holds.filter(ofFleet),
    settled: decision.settled.filter(ofFleet),
    pausedVersions: decision.pausedVersions.filter(({ image, lineage }) =>
      isMeant([image, lineage], patterns),
    ),
  };
}

function namesOf(action: RolloutAction): readonly (string | undefined)[] {
  return 'image' in action
    ? [action.lineage, action.image, 'fleet' in action ? action.fleet : undefined]
    : [action.lineage, action.fleet, action.from, action.to];
}

/** What is to be done now beside writing down since when fleets have what they have. */
export function movesOf({ actions }: RolloutDecision): readonly RolloutAction[] {
  return actions.filter(({ type }) => type !== 'note' && type !== 'hold');
}

/** How a decision stands as a whole. */
export type RolloutPhase = 'moves' | 'waits-for-person' | 'waits-for-time' | 'settled';

/** A ring that waits for an earlier one which itself waits for nothing but people waits for them, too. */
export function rolloutPhase(decision: RolloutDecision): RolloutPhase {
  if (movesOf(decision).length > 0) return 'moves';
  const waits = new Set(decision.holds.map(({ reason }) => WAITS_FOR[reason]));
  if (waits.has('person')) return 'waits-for-person';
  return waits.has('time') ? 'waits-for-time' : waits.has('earlier-ring') ? 'waits-for-person' : 'settled';
}
