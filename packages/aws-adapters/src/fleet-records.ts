import { ImageStoreError } from '@appstream-campaign/core';
import type { FleetCapacity, FleetCondition, FleetKind, FleetRecord } from '@appstream-campaign/core/rollout';
import type { ComputeCapacityStatus, Fleet, FleetError } from '@aws-sdk/client-appstream';
import { presentCount, presentItems, presentText } from './tolerant-reading.ts';

/** Every other state, including unknown future ones, is `changing`. */
const CONDITIONS: Readonly<Record<string, FleetCondition>> = { RUNNING: 'running', STOPPED: 'stopped' };
const KINDS: Readonly<Record<string, FleetKind>> = { ALWAYS_ON: 'always-on', ELASTIC: 'elastic' };

/**
 * Converts a fleet of the service to a record, without tags.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Fleet.html
 * @throws ImageStoreError `busy` when it can't be identified: otherwise it would count as deleted
 */
export function toFleetRecord(fleet: Fleet): Omit<FleetRecord, 'tags'> {
  const name = presentText(fleet.Name);
  const id = presentText(fleet.Arn);
  if (name === undefined || id === undefined) {
    const lacks = name === undefined ? 'name' : `ARN: ${name}`;
    throw new ImageStoreError('busy', `DescribeFleets answered a fleet without ${lacks}; try again later.`);
  }
  const state = presentText(fleet.State) ?? 'UNKNOWN';
  const kind = KINDS[presentText(fleet.FleetType) ?? ''] ?? 'on-demand';
  const image =
    kind === 'elastic' ? undefined : (presentText(fleet.ImageArn) ?? presentText(fleet.ImageName));
  const capacity = capacityOf(fleet.ComputeCapacityStatus);
  return {
    name,
    id,
    kind,
    condition: CONDITIONS[state] ?? 'changing',
    state,
    ...(image === undefined ? {} : { image }),
    ...(capacity === undefined ? {} : { capacity }),
    sessionsPerInstance: Math.max(1, presentCount(fleet.MaxSessionsPerInstance) ?? 1),
    problems: (presentItems<FleetError>(fleet.FleetErrors) ?? []).map((error) => ({
      code: presentText(error.ErrorCode) ?? 'UNKNOWN',
      message: presentText(error.ErrorMessage) ?? '',
    })),
  };
}

/**
 * In sessions where the service counts them: an instance for several users is free as long as one more fits in. Those of
 * instances in drain mode are counted beside the others, and no user who comes gets one.
 */
function capacityOf(status: ComputeCapacityStatus | undefined): FleetCapacity | undefined {
  const taken = [
    status?.ActiveUserSessions,
    status?.DrainModeActiveUserSessions ?? 0,
    status?.DrainModeUnusedUserSessions ?? 0,
  ].map(presentCount);
  const inUseSessions = taken.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  const sessions = [status?.DesiredUserSessions, inUseSessions, status?.AvailableUserSessions];
  const instances = [status?.Desired, status?.InUse, status?.Available];
  for (const counts of [sessions, instances]) {
    const [desired, inUse, available] = counts.map(presentCount);
    if (desired !== undefined && inUse !== undefined && available !== undefined) {
      return { desired, inUse, available };
    }
  }
  return undefined;
}
