import type { FleetPlacement } from './decision.ts';
import { type FleetSession, type FleetStore, type Instant, minutesBetween } from './foundation.ts';
import { inGroups } from './in-groups.ts';

/** Sessions of a fleet that may still run the previous image. */
export interface OldSessions {
  readonly fleet: string;
  /** When the fleet got the image that it has. */
  readonly since: Instant;
  /** Sessions in progress that began before. None: every session runs the fleet's image. */
  readonly sessions: number;
}

/**
 * How far a switch has reached users. No API says which image an instance runs; but sessions that began before the switch
 * can be counted, and their users may have the previous image. A few calls for each fleet, with bounded concurrency.
 * @param placements fleets of a decision; only those with a `since` are read
 * @throws ImageStoreError when fleets or sessions can't be read
 */
export async function countOldSessions(
  store: Pick<FleetStore, 'describe' | 'sessions'>,
  placements: readonly FleetPlacement[],
): Promise<readonly OldSessions[]> {
  const since = new Map(
    placements.flatMap(({ fleet, since: at }) => (at === undefined ? [] : [[fleet, at] as const])),
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
