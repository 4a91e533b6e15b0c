import type { Instant } from '../ports/instant.ts';
import type { CampaignEvent } from '../state/events.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Transition } from '../state/transitions.ts';
import type { StartDecision } from './decide-starts.ts';
import { type Observation, type Requirement, requirementKey } from './observation.ts';
import type { Policy } from './options.ts';

/** What a decision depends on, in addition to the state and the observation. */
export interface DecideContext {
  readonly policy: Policy;
  readonly now: Instant;
  /** Why the store refused a start in this step: then no further start is decided. */
  readonly refused?: Reason | undefined;
  /** A start whose result was unknown did not take place. */
  readonly isDenied?: boolean | undefined;
  /** For a plan: every waiting image is considered, regardless of slots, and always with a dry run. */
  readonly isPlan?: boolean;
}

/** The next state, and what is required to decide more. */
export interface Decision extends Transition {
  /** What has to be observed or written before more can be decided; empty when the decision is complete. */
  readonly requirements: readonly Requirement[];
  /** Why starts are refused for now. */
  readonly refused: Reason | undefined;
  /** The store's message when it refused tags for now. */
  readonly untagged: string | undefined;
  /** The next step is due at once. */
  readonly isUnfinished: boolean;
  /** What was decided for waiting images, in the order of their start. */
  readonly starts: readonly StartDecision[];
}

/** Collects the parts of a decision during one call of `decide`. */
export class DecisionBuilder {
  state: CampaignState;
  readonly now: Instant;
  readonly events: CampaignEvent[] = [];
  readonly requirements: Requirement[] = [];
  readonly starts: StartDecision[] = [];
  refused: Reason | undefined;
  untagged: string | undefined;
  isUnfinished = false;

  constructor(state: CampaignState, now: Instant) {
    this.state = state;
    this.now = now;
  }

  apply({ state, events }: Transition): void {
    this.state = state;
    this.events.push(...events);
  }

  decision({ refused }: DecideContext): Decision {
    const { state, events, requirements, starts, untagged, isUnfinished } = this;
    return { state, events, requirements, starts, untagged, isUnfinished, refused: this.refused ?? refused };
  }

  /** Whether tags are written, or never can be. Otherwise they are required, or the store refused them for now. */
  isWritten(requirement: Extract<Requirement, { kind: 'tags' }>, { written }: Observation): boolean {
    const answer = written.get(requirementKey(requirement));
    if (answer === undefined) this.requirements.push(requirement);
    else if (answer !== 'done') this.untagged ??= answer;
    return answer === 'done';
  }
}
