import type { ImageStoreError } from '../ports/errors.ts';
import { MAX_DETAIL_LENGTH, type Reason } from '../state/reason.ts';
import { oneLine } from '../text/one-line.ts';

/**
 * What a store's refusal means for a start.
 *
 * - `stop`: no image can be updated until somebody acts.
 * - `hold`: no further start now; the image keeps waiting.
 * - `pass`: this image keeps waiting, until the store shows who holds its successor's name, say; others may start.
 * - `fail`: this image can't be updated.
 */
export type Refusal =
  | { readonly kind: 'stop' | 'fail'; readonly reason: Reason }
  | { readonly kind: 'hold' | 'pass' };

/**
 * A text that comes from outside, as a state keeps it: in one line, without anything that could upset a log or a
 * terminal, and cut visibly.
 */
export function toDetail(text: string, longest: number = MAX_DETAIL_LENGTH): string {
  const line = oneLine(text);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** The words of a store's error, as a state keeps them. What is cut is the text before the advice, never the advice. */
export function errorDetail({ message, advice }: ImageStoreError): string {
  if (advice === undefined) return toDetail(message);
  const room = MAX_DETAIL_LENGTH - oneLine(advice).length - 1;
  // An advice that leaves no room for what happened is none.
  if (room < MAX_DETAIL_LENGTH / 4) return toDetail(message);
  return `${toDetail(message.slice(0, -advice.length), room)} ${oneLine(advice)}`;
}

/** What to do about a store's refusal to start an update. */
export function refusalOf(error: ImageStoreError): Refusal {
  switch (error.code) {
    case 'access-denied':
    case 'suspended':
      return { kind: 'stop', reason: { code: error.code, detail: errorDetail(error) } };
    case 'busy':
    case 'limit':
      return { kind: 'hold' };
    case 'unknown':
    case 'exists':
      return { kind: 'pass' };
    case 'incompatible':
    case 'not-permitted':
    case 'not-found':
    case 'invalid':
      return { kind: 'fail', reason: { code: error.code, detail: errorDetail(error) } };
  }
}
