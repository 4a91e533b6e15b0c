import type { RolloutWorld } from './decision.ts';
import { type Instant, minutesBetween, toDetail } from './foundation.ts';
import type { Participant } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { has, RELEASED } from './rollout-tags.ts';

/**
 * What makes a fleet unhealthy since its switch, in words; undefined when nothing does. Only a switch to a newer version
 * is monitored, and only for a time: errors that remain from an earlier version, or occur after months, say nothing about
 * the current one.
 */
export function problemSinceSwitch(
  { fleet, ring, note, image, lineage, version }: Participant,
  world: RolloutWorld,
  policy: RolloutPolicy,
  now: Instant,
): string | undefined {
  if (ring === undefined || note.previous === undefined) return undefined;
  if (image.tags?.[policy.tags.held] === RELEASED) return undefined;
  const before = lineage.versions.findIndex(({ name }) => name === note.previous);
  const left = lineage.versions[before]?.tags;
  if (left === undefined || before > version) return undefined;
  if (has(left, policy.tags.revoked) || has(left, policy.tags.held)) return undefined;
  const age = minutesBetween(note.at, now);
  if (age > Math.max(ring.soakMinutes, policy.health.watchHours * 60)) return undefined;
  const error = errorOf(fleet);
  if (error !== undefined) return `fleet ${fleet.name}: ${error}`;
  const alarm = ring.alarms.find((name) => world.alarms.get(name) === 'alarm');
  if (alarm !== undefined) return `fleet ${fleet.name}: alarm ${alarm}`;
  return age >= policy.health.capacityMinutes && lacksCapacity(fleet)
    ? `fleet ${fleet.name}: no free capacity ${Math.floor(age)} minutes after the switch`
    : undefined;
}

/** The first error that a fleet reports, in words. */
export function errorOf({ problems }: Participant['fleet']): string | undefined {
  const [first] = problems;
  return first === undefined ? undefined : toDetail(`${first.code} ${first.message}`.trim());
}

/** No capacity is available for users although the fleet could have more. */
function lacksCapacity({ condition, capacity }: Participant['fleet']): boolean {
  return (
    condition === 'running' &&
    capacity !== undefined &&
    capacity.desired > 0 &&
    capacity.available === 0 &&
    capacity.inUse < capacity.desired
  );
}
