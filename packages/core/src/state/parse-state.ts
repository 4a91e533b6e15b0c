import * as v from 'valibot';
import { InvalidStateError } from '../ports/errors.ts';
import { explainIssue } from '../text/validation.ts';
import { bySource } from './campaign-image.ts';
import type { CampaignState } from './state.ts';
import { stateSchema } from './state-schema.ts';

/** Former names of members, which states of running campaigns may still have. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  marked: 'sourceTagged',
  pardoned: 'acknowledgedFailures',
};

/** A state, or an image of one, with current member names. */
function withCurrentNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => [
    FORMER_NAMES[key] ?? key,
    key === 'images' && Array.isArray(member) ? member.map(withCurrentNames) : member,
  ]);
  return Object.fromEntries(entries);
}

/**
 * Reads a saved state.
 * @throws InvalidStateError naming the first field that is wrong
 */
export function parseCampaignState(value: unknown): CampaignState {
  const parsed = v.safeParse(stateSchema, withCurrentNames(value));
  if (!parsed.success) {
    throw new InvalidStateError(`Campaign state: ${explainIssue(parsed.issues[0])} Nothing was touched.`);
  }
  const seen = new Set<string>();
  for (const { source } of parsed.output.images) {
    if (seen.has(source)) {
      throw new InvalidStateError(
        `Campaign state: the image "${source}" is listed twice. Nothing was touched.`,
      );
    }
    seen.add(source);
  }
  return { ...parsed.output, images: parsed.output.images.toSorted(bySource) };
}
