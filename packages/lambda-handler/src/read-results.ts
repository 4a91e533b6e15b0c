/** Reads the results of the function from the history of an execution. @module */

import {
  type CampaignImage,
  type CampaignState,
  type Instant,
  InvalidStateError,
  parseCampaignState,
  type Reason,
} from '@appstream-campaign/core';
import { explainIssue, isWithoutOutcome } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { summarySchema } from './campaign-summary.ts';
import { fromResults } from './from-results.ts';
import { resultsSchema } from './results-schema.ts';

/**
 * The state that results of the function stand for.
 *
 * @param results what the state machine holds under `$.Results`: not `0`, which stands for no state
 * @param first id and start of a campaign whose results do not tell them
 * @throws InvalidStateError naming the first field that is wrong
 */
export function readResults(
  results: unknown,
  first: { readonly id: string; readonly startedAt: Instant },
): CampaignState {
  const parsed = v.safeParse(resultsSchema(), results);
  if (!parsed.success) throw new InvalidStateError(`Results: ${explainIssue(parsed.issues[0])}`);
  return parseCampaignState(fromResults(parsed.output, first));
}

/**
 * The final state of a hub's campaign: the summary that its last check returned instead of `0` has the outcomes of the
 * images that were open before. Images that the summary had no room for stay open.
 *
 * @param results `$.Results` of the last check
 * @param before the state that the check before stands for
 * @returns undefined when the results have no images, as `0`
 */
export function readEnd(results: unknown, before: CampaignState): CampaignState | undefined {
  const parsed = v.safeParse(v.object({ Over: summarySchema }), results);
  if (!parsed.success) return undefined;
  const { Updated, Failed, Skipped, EndedAt: endedAt } = parsed.output.Over;
  const reason = (code: Reason['code'], detail: string | null): Reason =>
    detail === null ? { code } : { code, detail };
  const ended = new Map<string, (image: CampaignImage) => CampaignImage>([
    ...Updated.map(([source, successor]) => {
      const end = (image: CampaignImage): CampaignImage => ({
        ...{ status: 'updated', source, successor },
        ...('startedAt' in image ? { startedAt: image.startedAt, endedAt, endSeenLate: true } : {}),
      });
      return [source, end] as const;
    }),
    ...Failed.map(([source, successor, code, detail]) => {
      const end = (image: CampaignImage): CampaignImage => ({
        ...{ status: 'failed', source, endedAt, reason: reason(code, detail) },
        ...(successor === null ? {} : { successor }),
        ...('startedAt' in image ? { startedAt: image.startedAt } : {}),
      });
      return [source, end] as const;
    }),
    ...Skipped.map(([source, code, detail]) => {
      const end = (): CampaignImage => ({ status: 'skipped', source, endedAt, reason: reason(code, detail) });
      return [source, end] as const;
    }),
  ]);
  const images = before.images.map((image) =>
    isWithoutOutcome(image) ? (ended.get(image.source)?.(image) ?? image) : image,
  );
  return { ...before, images };
}
