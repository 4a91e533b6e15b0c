import type { RolloutAction, RolloutDecision } from './decision.ts';
import type {
  AlarmSource,
  CampaignPlace,
  Clock,
  FleetRecord,
  FleetStore,
  ImageStore,
  Notifier,
  ParameterStore,
  RolloutEvent,
  SharingStore,
} from './foundation.ts';
import type { RolloutOptions } from './rollout-policy.ts';

/** The parts of a rollout. */
export interface RolloutParts {
  /** The fleets. */
  readonly store: FleetStore;
  /** The images of the same account and Region. Only their tags are changed. */
  readonly images: Pick<ImageStore, 'list' | 'describe' | 'retag'>;
  readonly clock: Pick<Clock, 'now'>;
  /** @defaultValue the defaults of {@link RolloutOptions} */
  readonly policy?: RolloutOptions;
  /** Needed when the policy names alarms. */
  readonly alarms?: AlarmSource;
  /** Needed when the policy publishes parameters. */
  readonly parameters?: ParameterStore;
  /** Needed when the policy shares. */
  readonly sharing?: SharingStore;
  /**
   * Notifiers, each with its route: `events` and `minSeverity` apply, `digestMinutes` does not. An event without subscribers
   * counts as notified. @defaultValue none
   */
  readonly notifiers?: readonly Notifier[];
  /**
   * Milliseconds that the pass may still take. Remaining actions are left to the next pass; what was done is notified. @defaultValue as long as it takes
   */
  readonly timeLeft?: () => number;
  /** Whose fleets these are, for messages. */
  readonly place?: CampaignPlace;
  /**
   * Which fleets and parameters this pass may change. Other changes are left to another pass.
   * @defaultValue all that take part
   */
  readonly only?: (about: {
    readonly fleet?: string;
    readonly ring: string;
    readonly lineage: string;
  }) => boolean;
}

/** What a pass would do now, and the fleets that it would change. */
export interface RolloutLook {
  readonly decision: RolloutDecision;
  /** All fleets, as they were read. */
  readonly fleets: readonly FleetRecord[];
}

/** An action that was not carried out, and why. */
export interface UndoneAction {
  readonly action: RolloutAction;
  readonly reason: string;
}

/** What one pass of `rollout` has done. */
export interface RolloutResult {
  /** The decision that it started with. */
  readonly decision: RolloutDecision;
  /** In the order in which it was done. Empty in a dry run. */
  readonly done: readonly RolloutAction[];
  /** Something changed between the decision and the action, or the pass was out of time. */
  readonly skipped: readonly UndoneAction[];
  /** A store refused, or the pass had been stopped before. The next pass retries. */
  readonly failed: readonly UndoneAction[];
  /** Why the pass was stopped early: an error that a person has to resolve. Absent when it was not. */
  readonly stopped?: string;
  /** The events that were due, with or without subscribers. */
  readonly events: readonly RolloutEvent[];
  /** Events that a notifier did not accept, or that could not be recorded in a tag. */
  readonly undelivered: readonly {
    readonly event: RolloutEvent;
    readonly notifier?: string;
    readonly reason: string;
  }[];
  /** The decision after the pass. */
  readonly after: RolloutDecision;
}
