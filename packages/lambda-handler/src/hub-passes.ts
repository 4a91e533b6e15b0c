import type { PassOutcome } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import type { HubCampaign } from './hub-input.ts';
import { fromPassReport, hasNews, NOTHING_DONE, passReportSchema } from './pass-report.ts';
import { placeOfTarget } from './target.ts';

/** Why there is nothing to tell of a target. */
export const NO_RESULT = { code: 'run-failed', detail: 'The hub has no result of it.' } as const;

const stoppedSchema = v.object({ Code: v.literal('run-failed'), Detail: v.string() });

/** What became of the pass of each target, and whether somebody should hear of it. */
export function passesOf(
  campaigns: readonly HubCampaign[],
  runs: ReadonlyMap<string, { readonly Run: { readonly Report?: unknown; readonly Stopped?: unknown } }>,
): readonly { readonly outcome: PassOutcome; readonly news: boolean; readonly dryRun: boolean }[] {
  return campaigns.map(({ Name, Input: { Target } }) => {
    const { Report, Stopped } = runs.get(Name)?.Run ?? {};
    const place = placeOfTarget(Target);
    const report = v.safeParse(passReportSchema, Report);
    if (report.success) {
      const outcome = fromPassReport(report.output);
      const news = report.output.News || hasNews(outcome);
      return { outcome: { place, ...outcome }, news, dryRun: report.output.DryRun };
    }
    const failed = v.safeParse(stoppedSchema, Stopped);
    const stopped = failed.success ? { code: failed.output.Code, detail: failed.output.Detail } : NO_RESULT;
    return { outcome: { place, ...NOTHING_DONE, stopped }, news: true, dryRun: false };
  });
}
