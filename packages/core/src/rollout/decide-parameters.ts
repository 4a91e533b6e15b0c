import { badVersionReason, newestThatPasses, rollbackTarget } from './decide-fleet.ts';
import type { RolloutAction } from './decision.ts';
import type { FleetContext } from './gates.ts';
import type { Participant } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';

/** The parameter that holds the desired version of a lineage in a ring. */
function parameterOf(policy: RolloutPolicy, lineage: string, ring: string): string {
  return `${policy.parameterPrefix}/${lineage.replace(/[^\w.-]+/g, '-')}/${ring}`;
}

/** Every parameter that the fleets need. */
export function parametersOf(policy: RolloutPolicy, participants: readonly Participant[]): readonly string[] {
  if (policy.publish === 'fleet') return [];
  const known = participants.filter(({ ring }) => ring !== undefined);
  return [...new Set(known.map(({ lineage, ringName }) => parameterOf(policy, lineage.name, ringName)))];
}

/**
 * Parameters to change. Decided as for a fleet that always has the parameter's version, so that code can read it at any
 * time; its first value is the oldest version that a fleet of the ring has.
 */
export function decideParameters(context: FleetContext): readonly RolloutAction[] {
  const { policy, participants, world } = context;
  return parametersOf(policy, participants).flatMap((parameter): readonly RolloutAction[] => {
    const fleets = participants.filter(
      (one) => one.ring !== undefined && parameterOf(policy, one.lineage.name, one.ringName) === parameter,
    );
    const value = world.parameters.get(parameter);
    const reader = readerOf(fleets, value);
    if (reader === undefined) return [];
    const newer = newestThatPasses(reader, context);
    const stays = badVersionReason(reader, context) === undefined;
    const back = stays ? reader.image : rollbackTarget(reader, context);
    const image = newer !== undefined && newer.hold === undefined ? newer.image : (back ?? reader.image);
    if (image.name === value) return [];
    return [
      { type: 'publish', parameter, image: image.name, lineage: reader.lineage.name, ring: reader.ringName },
    ];
  });
}

/** A fleet of the ring, as if it had the parameter's version. */
function readerOf(fleets: readonly Participant[], value: string | undefined): Participant | undefined {
  const oldest = fleets.toSorted((a, b) => a.version - b.version)[0];
  if (oldest === undefined) return undefined;
  const version = oldest.lineage.versions.findIndex(({ name }) => name === value);
  const image = oldest.lineage.versions[version];
  if (image === undefined) return oldest;
  const note = fleets.find((one) => one.image === image)?.note ?? { at: oldest.note.at };
  return { ...oldest, version, image, note };
}
