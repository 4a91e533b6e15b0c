import type { Instant } from '../ports/instant.ts';
import type { CampaignPlace } from './state.ts';

/** The parts that every event has. */
export interface EventBase {
  /** The same whenever the same thing is told again, so that duplicates can be recognised. */
  readonly id: string;
  /** The campaign's id. */
  readonly campaign: string;
  readonly at: Instant;
  /** Whose images the campaign is about. Absent when nobody said. */
  readonly place?: CampaignPlace;
}
