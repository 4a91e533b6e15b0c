import type { TagNames } from './foundation.ts';
import type { RolloutTagNames } from './rollout-tags.ts';
import type { RolloutWindow } from './rollout-window.ts';

/** Fleets that are updated together, and the gates before they get a version. */
export interface RingOptions {
  /** Value of the tag `ImageRing`: 1 to 40 letters, digits and `_ . -`, and not `all`. */
  readonly name: string;
  /**
   * How long all fleets of the ring must have had a version, healthy, before the next ring gets it: `30m`, `24h`, `7d`; a
   * year at most. @defaultValue no time
   */
  readonly soak?: string;
  /** Whether a person must approve a version for this ring. @defaultValue false */
  readonly approval?: boolean;
  /** When fleets of this ring get new versions. @defaultValue at any time */
  readonly window?: RolloutWindow;
  /** Names of CloudWatch alarms: while one is in ALARM no fleet of the ring gets a new version. @defaultValue none */
  readonly alarms?: readonly string[];
  /** Fleets of the ring that are switched within `health.capacityMinutes`, from 1. @defaultValue all */
  readonly maxAtOnce?: number;
}

/** When a switch counts as unhealthy. */
export interface HealthOptions {
  /** Minutes in which a running fleet has to have free capacity again, 5 to 1440. @defaultValue 120 */
  readonly capacityMinutes?: number;
  /**
   * Hours after a switch in which errors of the fleet, missing capacity and alarms of its ring count against the new
   * version, 1 to 720; never less than the ring's soak. @defaultValue 24
   */
  readonly watchHours?: number;
}

/** What a rollout may do. */
export interface RolloutOptions {
  /** The rings in the order in which versions reach them, or their compact form. @defaultValue `test:24h,pilot:72h,production:approval` */
  readonly rings?: string | readonly RingOptions[];
  readonly health?: HealthOptions;
  /**
   * What happens to a version that makes a fleet unhealthy: with `hold` no further fleet gets it; with `rollback` all fleets
   * that have it roll back too, as from a revoked one. @defaultValue `hold`
   */
  readonly onUnhealthy?: 'hold' | 'rollback';
  /**
   * What changes fleets: the rollout (`fleet`); code that reads a parameter for each lineage and ring (`parameter`); or the
   * rollout, which also writes the parameters (`both`). @defaultValue `fleet`
   */
  readonly publish?: 'fleet' | 'parameter' | 'both';
  /** Beginning of the names of parameters; lineage and ring follow. @defaultValue `/appstream-images` */
  readonly parameterPrefix?: string;
  /**
   * A version that all fleets of the ring `afterRing` have, healthy, for its soak is shared with the accounts that the version before
   * it is shared with. @defaultValue nothing is shared
   */
  readonly share?: { readonly afterRing: string };
  /**
   * Instances of a multi-session fleet that are drained at once after a switch, 0 to 100: those with sessions from before
   * it, which would else keep the image before for as long as somebody is on them. One is drained only while the other
   * instances have room for a user who comes. @defaultValue 0: none is drained
   */
  readonly drainAtOnce?: number;
  /** Tags of rollouts that have other names than the defaults. */
  readonly tags?: Partial<RolloutTagNames>;
  /** Tags of campaigns that have other names than the defaults, as in the options of a campaign. */
  readonly imageTags?: Partial<TagNames>;
}

/** One ring with every default filled in. */
export interface Ring {
  readonly name: string;
  readonly soakMinutes: number;
  readonly approval: boolean;
  readonly window?: RolloutWindow;
  readonly alarms: readonly string[];
  readonly maxAtOnce: number;
}

/** {@link RolloutOptions} with every default filled in. */
export interface RolloutPolicy {
  readonly rings: readonly Ring[];
  readonly health: Required<HealthOptions>;
  readonly onUnhealthy: 'hold' | 'rollback';
  readonly publish: 'fleet' | 'parameter' | 'both';
  readonly parameterPrefix: string;
  readonly share?: { readonly afterRing: string };
  readonly drainAtOnce: number;
  readonly tags: RolloutTagNames;
  readonly imageTags: TagNames;
}

/** All alarms that a policy names, each once. */
export function alarmsOf({ rings }: RolloutPolicy): readonly string[] {
  return [...new Set(rings.flatMap(({ alarms }) => alarms))];
}
