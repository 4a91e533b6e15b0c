import type { Instant } from '../ports/instant.ts';
import type { CampaignState, CampaignStatus } from './state.ts';

/** The progress of a campaign. */
export interface CampaignProgress {
  /** The campaign's id. */
  readonly campaign: string;
  readonly status: CampaignStatus;
  readonly startedAt: Instant;
  /** How many candidates wait for a slot. */
  readonly waiting: number;
  /** Updates in progress. */
  readonly updating: readonly {
    readonly source: string;
    readonly successor: string;
    readonly startedAt: Instant;
  }[];
  readonly updated: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The progress of the campaign with this state. */
export function progressOf({ id, status, startedAt, images }: CampaignState): CampaignProgress {
  const count = (wanted: string) => images.filter((image) => image.status === wanted).length;
  return {
    campaign: id,
    status,
    startedAt,
    waiting: count('waiting') + count('starting'),
    updating: images.flatMap((image) =>
      image.status === 'updating'
        ? [{ source: image.source, successor: image.successor, startedAt: image.startedAt }]
        : [],
    ),
    updated: count('updated'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
}
