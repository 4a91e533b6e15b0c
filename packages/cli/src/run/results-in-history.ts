import type { CampaignState } from '@appstream-campaign/core';
import { readResults } from '@appstream-campaign/lambda-handler/read-results';

/** `$.Results` of a state's output: a number or an object; undefined when there are none. */
export function resultsIn(output: string | undefined): object | 0 | undefined {
  if (output === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(output);
    const results =
      typeof value === 'object' && value !== null && 'Results' in value ? value.Results : undefined;
    if (results === 0) return 0;
    return typeof results === 'object' && results !== null ? results : undefined;
  } catch {
    // Cut by Step Functions (`truncated`): as good as absent.
    return undefined;
  }
}

/** The state that results stand for; undefined when they are of another function. */
export function stateOf(
  results: object,
  first: { readonly id: string; readonly startedAt: string },
): CampaignState | undefined {
  try {
    return readResults(results, first);
  } catch {
    // Of another function that keeps the contract loosely; its execution is listed all the same.
    return undefined;
  }
}

/** Whether results tell of images. How a campaign ended does not: that is `0`, or the summary of a campaign of a hub. */
export function holdsImages(results: object | 0): results is object {
  return results !== 0 && !('Over' in results);
}
