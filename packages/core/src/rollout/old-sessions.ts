import type { FleetPlacement } from './decision.ts';
import { type FleetSession, type FleetStore, type Instant, minutesBetween } from './foundation.ts';
import { inGroups } from './in-groups.ts';

/** Sessions of a fleet that may still run the image before. */
export interface OldSessions {
  readonly fleet: string;
  /** When the fleet got the image that it has. */
  readonly since: Instant;
  /** Sessions in progress that began before. None: every session runs the fleet's image. */
  readonly sessions: number;
}

/**
 * How far a switch has come to users. No API says which image an instance runs; sessions that began before the switch can
 * be counted, and as long as there are some, their users have the image before. A few calls for each fleet,
 * some fleets at a time.
 * @param standings fleets of a decision, of which only those are asked that have a `since`
 * @throws ImageStoreError when fleets or sessions can't be looked at
 */
export async function countOldSessions(
  store: Pick<FleetStore, 'describe' | 'sessions'>,
  standings: readonly FleetPlacement[],
): Promise<readonly OldSessions[]> {
  const since = new Map(
    standings.flatMap(({ fleet, since: at }) => (at === undefined ? [] : [[fleet, at] as const])),
  );
  const fleets = await store.describe([...since.keys()]);
  const counted: OldSessions[] = [];
  for (const group of inGroups(fleets)) {
    const own = group.map(async (fleet): Promise<OldSessions | undefined> => {
      const at = since.get(fleet.name);
      if (at === undefined) return undefined;
      const sessions = (await store.sessions(fleet)).filter((session) => beganBefore(session, at));
      return { fleet: fleet.name, since: at, sessions: sessions.length };
    });
    counted.push(...(await Promise.all(own)).filter((one) => one !== undefined));
  }
  return counted;
}

/** Whether a session began before a switch, so that it may still run the image before. */
export function beganBefore({ startedAt }: FleetSession, at: Instant): boolean {
  return minutesBetween(startedAt, at) > 0;
}
