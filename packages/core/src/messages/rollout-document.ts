import type { RolloutEvent } from '../state/rollout-events.ts';
import { oneLine } from '../text/one-line.ts';

/** The members of a rollout's event, in addition to those of every document. */
export type RolloutDocument = { readonly lineage: string } & (
  | {
      readonly type: 'approvalWanted';
      readonly image: string;
      readonly ring: string;
      readonly fleets: readonly string[];
    }
  | { readonly type: 'versionHeld'; readonly image: string; readonly because: string }
  | {
      readonly type: 'fleetSwitched' | 'fleetRolledBack';
      readonly fleet: string;
      readonly ring: string;
      readonly from: string;
      readonly to: string;
      /** Why it was rolled back; only of `fleetRolledBack`. */
      readonly because?: string;
      /** The tool whose code also sets the image, and which will undo the switch. */
      readonly managedBy?: string;
    }
);

/** The members of one event. The list of fleets is omitted when the channel's size limit requires it. */
export function rolloutMembers(event: RolloutEvent, withLists: boolean): RolloutDocument {
  const { lineage } = event;
  switch (event.type) {
    case 'approvalWanted': {
      const { type, image, ring, fleets } = event;
      return { type, lineage, image, ring, fleets: withLists ? fleets : [] };
    }
    case 'versionHeld': {
      const { type, image, because } = event;
      return { type, lineage, image, because: oneLine(because) };
    }
    case 'fleetSwitched':
    case 'fleetRolledBack': {
      const { type, fleet, ring, from, to, managedBy } = event;
      const because = event.type === 'fleetRolledBack' ? event.because : undefined;
      return {
        type,
        lineage,
        fleet,
        ring,
        from,
        to,
        ...(because === undefined ? {} : { because: oneLine(because) }),
        ...(managedBy === undefined ? {} : { managedBy: oneLine(managedBy) }),
      };
    }
  }
}
