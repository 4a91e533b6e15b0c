import type { Hold, RolloutAction } from './decision.ts';
import type { FleetSession } from './foundation.ts';
import { alarmOf, type FleetContext } from './gates.ts';
import { errorOf } from './health.ts';
import { beganBefore } from './old-sessions.ts';
import type { Participant } from './participants.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { has } from './rollout-tags.ts';

type Drain = Extract<RolloutAction, { readonly type: 'drain' }>;

/** Whether a fleet's sessions are asked for: it was switched, and its instances may keep the image before for long. */
export function keepsOldInstances(
  { fleet, note, isRecorded }: Pick<Participant, 'fleet' | 'note' | 'isRecorded'>,
  { drainAtOnce }: RolloutPolicy,
): boolean {
  const isSwitched = isRecorded && note.previous !== undefined;
  return drainAtOnce > 0 && isSwitched && fleet.sessionsPerInstance > 1 && fleet.condition === 'running';
}

/**
 * Instances that are to be drained now, those with the fewest sessions first. Not of a fleet that is paused or has errors,
 * or that is to leave its version; and as a switch, only in the window of its ring and while its alarms are quiet, unless the
 * version before is revoked.
 */
export function decideDrains(context: FleetContext, moving: ReadonlySet<Participant>): readonly Drain[] {
  return context.participants
    .filter((one) => !moving.has(one) && keepsOldInstances(one, context.policy) && mayDrain(one, context))
    .flatMap((one) => drainsOf(one, context));
}

/** What is said of a fleet that has its version, while sessions from before the switch go on. */
export function drainingHold(one: Participant, { world, policy }: FleetContext): Hold | undefined {
  if (!keepsOldInstances(one, policy)) return undefined;
  const sessions = world.sessions.get(one.fleet.name);
  // It was switched a moment ago.
  if (sessions === undefined) return { reason: 'draining', detail: 'the next pass looks at its sessions' };
  const old = sessions.filter((session) => beganBefore(session, one.note.at));
  if (old.length === 0) return undefined;
  return {
    reason: 'draining',
    detail: `${old.length} ${old.length === 1 ? 'session' : 'sessions'} from before the switch`,
  };
}

function mayDrain({ fleet, ring, image, note, lineage }: Participant, context: FleetContext): boolean {
  const { tags } = context.policy;
  if (ring === undefined || has(fleet.tags, tags.paused) || errorOf(fleet) !== undefined) return false;
  if (has(image.tags, tags.revoked) || context.held.has(image)) return false;
  const left = lineage.versions.find(({ name }) => name === note.previous);
  if (has(left?.tags, tags.revoked)) return true;
  return !context.closed.has(ring) && alarmOf(ring, context) === undefined;
}

interface OldInstance {
  readonly id: string;
  readonly sessions: readonly FleetSession[];
}

function drainsOf(one: Participant, { world, policy }: FleetContext): readonly Drain[] {
  const { fleet, ringName: ring, lineage, image, note } = one;
  const instances = instancesOf(world.sessions.get(fleet.name) ?? []);
  const isDraining = ({ sessions }: OldInstance) => sessions.some(({ draining }) => draining);
  const old = instances
    .filter((instance) => !isDraining(instance))
    .filter(({ sessions }) => sessions.some((session) => beganBefore(session, note.at)))
    .toSorted((a, b) => a.sessions.length - b.sessions.length || (a.id < b.id ? -1 : 1));
  let left = policy.drainAtOnce - instances.filter(isDraining).length;
  let available = fleet.capacity?.available ?? 0;
  const drains: Drain[] = [];
  for (const { id, sessions } of old) {
    const free = freePlaces(fleet.sessionsPerInstance, sessions.length);
    const [first] = sessions;
    // A user who comes must find room on another instance.
    if (left < 1 || available - free < 1 || first === undefined) continue;
    left -= 1;
    available -= free;
    const { name } = fleet;
    drains.push({
      ...{ type: 'drain', fleet: name, ring, lineage: lineage.name, image: image.name },
      ...{ instance: id, session: first.id },
    });
  }
  return drains;
}

/** Places on an instance that nobody has taken. */
export function freePlaces(sessionsPerInstance: number, sessions: number): number {
  return Math.max(0, sessionsPerInstance - sessions);
}

/** Instances with sessions, each with the oldest one first. */
function instancesOf(sessions: readonly FleetSession[]): readonly OldInstance[] {
  const found = new Map<string, FleetSession[]>();
  for (const session of sessions) {
    if (session.instance === undefined) continue;
    found.set(session.instance, [...(found.get(session.instance) ?? []), session]);
  }
  const order = (a: FleetSession, b: FleetSession) =>
    Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1);
  return [...found].map(([id, own]) => ({ id, sessions: own.toSorted(order) }));
}
