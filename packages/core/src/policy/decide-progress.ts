import type { ImageRecord } from '../ports/image.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import { toDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import type { Policy } from './options.ts';

/**
 * Minutes during which a successor that is not listed counts as in progress: a store may list a new image late, and
 * waiting costs nothing.
 */
export const VISIBILITY_MINUTES = 10;

/** What to do with one image whose update is in progress. */
export type ProgressDecision =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'conclude' }
  | { readonly kind: 'try-again'; readonly reason: Reason }
  | { readonly kind: 'give-up'; readonly reason: Reason };

/** Decides from the successor's current record, which is undefined when the store does not have it. */
export function decideProgress(
  image: UpdatingImage,
  successor: ImageRecord | undefined,
  policy: Policy,
  now: Instant,
): ProgressDecision {
  const age = minutesBetween(image.startedAt, now);
  if (successor === undefined) {
    return age < VISIBILITY_MINUTES
      ? { kind: 'go-on' }
      : { kind: 'give-up', reason: { code: 'successor-gone' } };
  }
  switch (successor.condition) {
    case 'available':
      return { kind: 'conclude' };
    case 'failed': {
      // An update that timed out may still be running, and a deleted image was deleted on purpose: neither is retried.
      const attempts = (image.failedSuccessors ?? []).length + 1;
      const reason: Reason = { code: 'update-failed', ...problemsOf(successor) };
      return { kind: attempts < policy.attempts ? 'try-again' : 'give-up', reason };
    }
    case 'deleting':
      return { kind: 'give-up', reason: { code: 'successor-gone', ...problemsOf(successor) } };
    case 'in-progress':
      return age < policy.updateTimeLimitMinutes
        ? { kind: 'go-on' }
        : {
            kind: 'give-up',
            reason: {
              code: 'timed-out',
              detail: `still ${successor.state} after ${policy.updateTimeLimitMinutes} minutes`,
            },
          };
  }
}

/** The store's own codes and messages; a message that several codes share is given once. */
function problemsOf(image: ImageRecord): { readonly detail?: string } {
  const codes = new Map<string, Set<string>>();
  for (const { code, message } of image.problems) {
    codes.set(message, (codes.get(message) ?? new Set()).add(code));
  }
  const texts = [...codes].map(([message, said]) =>
    [[...said].filter(Boolean).join(', '), message].filter(Boolean).join(': '),
  );
  const text = texts.join('; ');
  return text === '' ? {} : { detail: toDetail(text) };
}
