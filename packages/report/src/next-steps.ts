import { type CampaignState, reasonAdvice, reasonSummary } from '@appstream-campaign/core';
import type { ReportRow } from './report-rows.ts';
import { counted } from './words.ts';

/** Images with the same trouble, or the campaign itself, and what to do about it. */
export interface NextSteps {
  /** `2 images: the update did not succeed` */
  readonly heading: string;
  /** The images that it is about, each with the store's own words; none when it is about the campaign. */
  readonly rows: readonly ReportRow[];
  readonly advice: readonly string[];
}

/** What needs somebody: the campaign first, when it was held up, then failed images by reason, the most frequent first. */
export function nextSteps(
  { stopped, halted }: CampaignState,
  rows: readonly ReportRow[],
): readonly NextSteps[] {
  const groups = new Map<string, ReportRow[]>();
  for (const row of rows) {
    if (row.status !== 'failed' || row.reason === undefined) continue;
    const members = groups.get(row.reason) ?? [];
    groups.set(row.reason, members);
    members.push(row);
  }
  const failed = [...groups].map(([reason, members]): NextSteps => {
    const heading = `${counted(members.length, 'image')}: ${reason}`;
    return { heading, rows: members, advice: members[0]?.advice ?? [] };
  });
  const reason = stopped ?? halted;
  if (reason === undefined) return failed.sort(byCount);
  const what = stopped === undefined ? 'halted' : 'stopped';
  const heading = `The campaign ${what}: ${reasonSummary(reason)}`;
  return [{ heading, rows: [], advice: reasonAdvice(reason) }, ...failed.sort(byCount)];
}

function byCount(a: NextSteps, b: NextSteps): number {
  return b.rows.length - a.rows.length;
}
