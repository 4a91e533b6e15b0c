/** What the function returned, read by others: from the history of an execution. @module */

import { type CampaignState, type Instant, InvalidStateError } from '@appstream-campaign/core';
import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
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
  const parsed = v.safeParse(resultsSchema, results);
  if (!parsed.success) throw new InvalidStateError(`Results: ${explainIssue(parsed.issues[0])}`);
  return fromResults(parsed.output, first);
}
