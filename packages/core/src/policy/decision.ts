import type { Instant } from '../ports/instant.ts';
import type { CampaignEvent } from '../state/events.ts';
import type { Reason } from '../state/reason.ts';
import type { CampaignState } from '../state/state.ts';
import type { Transition } from '../state/transitions.ts';
import type { StartDecision } from './decide-starts.ts';
import { type Need, needKey, type Observation } from './observation.ts';
import type { Policy } from './options.ts';

/** What a decision follows from, beside the state and what was observed. */
export interface DecideContext {
  readonly policy: Policy;
  readonly now: Instant;
  /** Why a start was refused a moment ago: then nothing more is decided to start. */
  readonly refused?: Reason | undefined;
  /** A start turned out not to have taken place. */
  readonly isDenied?: boolean | undefined;
  /** For a plan: every waiting image is considered, whatever the slots, and the dry run is always heard. */
  readonly isPlan?: boolean;
}

/** A next state, and what is lacking for a better one. */
export interface Decision extends Transition {
  /** What has to be observed or written before more can be decided; empty when all is decided. */
  readonly needs: readonly Need[];
  /** Why starts are refused for now. */
  readonly refused: Reason | undefined;
  /** What the store said when it would not take tags for now. */
  readonly untagged: string | undefined;
  /** The next step is due at once. */
  readonly isUnfinished: boolean;
  /** What was decided for waiting images, in the order of their start. */
  readonly starts: readonly StartDecision[];
}

/** A decision in the making. Lives no longer than one call of `decide`. */
export class Draft {
  state: CampaignState;
  readonly now: Instant;
  readonly events: CampaignEvent[] = [];
  readonly needs: Need[] = [];
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
    const { state, events, needs, starts, untagged, isUnfinished } = this;
    return { state, events, needs, starts, untagged, isUnfinished, refused: this.refused ?? refused };
  }

  /** Whether a tag is written, or never will be; else it is needed, or the store will not take it for now. */
  isWritten(need: Extract<Need, { kind: 'tags' }>, { written }: Observation): boolean {
    const answer = written.get(needKey(need));
    if (answer === undefined) this.needs.push(need);
    else if (answer !== 'done') this.untagged ??= answer;
    return answer === 'done';
  }
}
