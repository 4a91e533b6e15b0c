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

/** What a rollout works with. */
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
   * Who is told, each by its route: `events` and `minSeverity` are heeded, `digestMinutes` is not. An event that nobody
   * wants counts as told. Without any notifier nothing is told. @defaultValue none
   */
  readonly notifiers?: readonly Notifier[];
  /**
   * Milliseconds in which the pass should be done. Whatever it does not come to is left for the next pass; people are told
   * of what was done. @defaultValue as long as it takes
   */
  readonly timeLeft?: () => number;
  /** Whose fleets these are, for messages. */
  readonly place?: CampaignPlace;
  /**
   * Which fleets and parameters this pass may change. Whatever else is wanted stays for another pass.
   * @defaultValue all that take part
   */
  readonly only?: (about: {
    readonly fleet?: string;
    readonly ring: string;
    readonly lineage: string;
  }) => boolean;
}

/** What a pass would do now, and the fleets that it would do it for. */
export interface RolloutLook {
  readonly decision: RolloutDecision;
  /** All fleets, as they were seen. */
  readonly fleets: readonly FleetRecord[];
}

/** An action that was not carried out, and why. */
export interface UndoneAction {
  readonly action: RolloutAction;
  readonly reason: string;
}

/** What one pass of `rollout` has done. */
export interface RolloutResult {
  /** What it found, and was to do. */
  readonly decision: RolloutDecision;
  /** In the order in which it was done. Empty in a dry run. */
  readonly done: readonly RolloutAction[];
  /** The world changed between the decision and the act, or the time was over. */
  readonly skipped: readonly UndoneAction[];
  /** A store refused, or the pass had been stopped before. The next pass tries again. */
  readonly failed: readonly UndoneAction[];
  /** Why the pass was stopped before its end: a refusal that a person has to cure. Absent when it was not. */
  readonly stopped?: string;
  /** What was due to be told, whoever wants to hear it. */
  readonly events: readonly RolloutEvent[];
  /** Notifiers that did not take an event, and tags that could not remember it. */
  readonly undelivered: readonly {
    readonly event: RolloutEvent;
    readonly notifier?: string;
    readonly reason: string;
  }[];
  /** How things stand after the pass: what holds what. */
  readonly after: RolloutDecision;
}
