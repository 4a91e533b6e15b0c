import { exclusionOf } from '../policy/candidacy.ts';
import { updateRequest } from '../policy/decide-starts.ts';
import { type CampaignOptions, toPolicy } from '../policy/options.ts';
import { successorNameFor } from '../policy/successor-name.ts';
import { lineageOf } from '../policy/tags.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { UpdateRequest } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { dateOf, newCampaign } from '../state/state.ts';

/**
 * What a plan will most likely ask about an image by a dry run, so that the store can be asked while the other images are
 * still being read. The plan asks something else where another image holds the successor's name.
 *
 * @param options those of the campaign
 * @param startedAt that of the campaign
 * @returns for an image with its tags: the request; undefined when it is no candidate
 * @throws InvalidOptionsError
 */
export function likelyRequests(
  options: CampaignOptions,
  startedAt: Instant,
): (image: ImageRecord) => UpdateRequest | undefined {
  const policy = toPolicy(options);
  const state = newCampaign('plan', startedAt, policy.timeZone);
  return (image) => {
    if (exclusionOf(image, policy) !== undefined) return undefined;
    const { name: source, tags = {} } = image;
    const input = { baseName: lineageOf(source, tags, policy.tags), source, startedAt, date: dateOf(state) };
    const successor = successorNameFor(policy, input, 1);
    return typeof successor === 'string' ? updateRequest(image, successor, state, policy) : undefined;
  };
}
