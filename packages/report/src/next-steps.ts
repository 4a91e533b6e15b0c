import type { CampaignState } from '@appstream-campaign/core';
import { isRequestedStop, reasonAdvice, reasonSummary } from '@appstream-campaign/core/messages';
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

const TEST_AND_ASSIGN: readonly string[] = [
  'Test the successors, on a fleet for tests for instance. The sources were not changed.',
  'Bring them to the fleets that use their sources: a campaign changes no fleet. Those with the tag ImageRing get them by a rollout, ring by ring; see what it would do: appstream-campaign rollout plan',
  'Assign them to the other fleets yourself, in the AppStream console for instance.',
  'Delete old versions that nobody uses when the successors have proved themselves: each counts towards the image quota.',
];

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
  const updated = rows.filter(({ status }) => status === 'updated').length;
  const successors: readonly NextSteps[] =
    updated === 0
      ? []
      : [
          {
            heading: `${counted(updated, 'image')} updated: no fleet uses the successors yet`,
            rows: [],
            advice: TEST_AND_ASSIGN,
          },
        ];
  const all = [...failed.sort(byCount), ...successors];
  const reason = stopped ?? halted;
  if (reason === undefined) return all;
  const what = stopped === undefined ? 'halted' : 'stopped';
  const heading = isRequestedStop(reason)
    ? `The campaign ${what}, as requested`
    : `The campaign ${what}: ${reasonSummary(reason)}`;
  return [{ heading, rows: [], advice: reasonAdvice(reason) }, ...all];
}

function byCount(a: NextSteps, b: NextSteps): number {
  return b.rows.length - a.rows.length;
}
