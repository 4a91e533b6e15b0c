import type { CampaignPlan, CampaignState, ImageRecord, Instant } from '@appstream-campaign/core';

/** Heading of a report that has none of its own. */
export const DEFAULT_TITLE = 'AppStream image updates';

/** The forms of a report. */
export type ReportFormat = 'html' | 'markdown' | 'csv';

/** One campaign as a report tells it. Everything but the state is optional and adds a part. */
export interface CampaignReport {
  /** The campaign, over or not; saved ones are read with `parseCampaignState`. */
  readonly state: CampaignState;
  /** The Region of the images, such as `eu-west-1`. */
  readonly region?: string;
  /** The account of the images: an id, a profile or an alias. */
  readonly account?: string;
  /** Slots that the campaign had (its `batchSize`): slots that stayed empty are drawn as well. */
  readonly slots?: number;
  /** Concurrent updates that the account may have (Service Quotas, L-9B6418E0). */
  readonly quota?: number;
  /** What was planned: adds the images that were no candidates, with the reason. */
  readonly plan?: CampaignPlan;
  /** The images before the campaign: with `after`, shows which tags changed. Records without tags are left out. */
  readonly before?: readonly ImageRecord[];
  /** The images after the campaign. */
  readonly after?: readonly ImageRecord[];
  /** Until when the campaign was seen: updates in progress are drawn up to here. @defaultValue `at` of the report */
  readonly seenUntil?: Instant;
  /** What could not be known, and is missing in the report: a sentence each. */
  readonly notKnown?: readonly string[];
}

/** What a report is made of. */
export interface ReportInput {
  /** When the report is made. Updates that are still in progress are drawn up to here. */
  readonly at: Instant;
  /** Zone of the times in a page or in Markdown, as the IANA database has it; a CSV has UTC. @defaultValue `UTC` */
  readonly timeZone?: string;
  /** Heading of the report. @defaultValue `AppStream image updates` */
  readonly title?: string;
  /** One campaign, or one for each account and Region; at least one. */
  readonly campaigns: readonly CampaignReport[];
}

/** The same with its defaults. */
export type FullInput = ReportInput & Required<Pick<ReportInput, 'title' | 'timeZone'>>;

/** The last moment that a report tells of a campaign. */
export function lastMoment({ seenUntil }: CampaignReport, at: Instant): Instant {
  return seenUntil === undefined || seenUntil > at ? at : seenUntil;
}
