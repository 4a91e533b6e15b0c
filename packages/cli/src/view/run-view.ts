import type { CampaignEvent, CampaignState } from '@appstream-campaign/core';
import type { Pacing } from '@appstream-campaign/core/internal';

/** What a campaign is called where it is shown. */
export interface RunTitle {
  readonly campaign: string;
  readonly account: string;
  readonly region: string;
  readonly batchSize: number;
  readonly pacing: Pacing;
}

/** Shows a campaign while it runs. */
export interface RunView {
  /** Something has happened, just now. */
  happened(event: CampaignEvent): void;
  /** A step is done, and the state is saved. */
  checked(state: CampaignState): void;
  /** A line for people that is no event, such as what a press of Ctrl-C does. */
  say(text: string): void;
  /** Nothing more will be shown. Leaves the last picture, and gives the cursor back. */
  end(): void;
}
