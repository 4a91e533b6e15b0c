import type { ImageStoreError } from '../ports/errors.ts';
import { errorDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';

/**
 * How a campaign handles a store's error.
 *
 * - `stop`: no image can be updated until a person acts.
 * - `retry-later`: no further start now; the image keeps waiting.
 * - `skip-for-now`: this image keeps waiting, for example until the store shows which image holds its successor's name; others may start.
 * - `fail`: this image can't be updated.
 */
export type ErrorHandling =
  | { readonly kind: 'stop' | 'fail'; readonly reason: Reason }
  | { readonly kind: 'retry-later' | 'skip-for-now' };

/** Whether the same call may succeed later without any action by a person. */
export function isRetryable(error: ImageStoreError): boolean {
  const { kind } = errorHandling(error);
  return kind === 'retry-later' || kind === 'skip-for-now';
}

/** How to handle an error of the store. */
export function errorHandling(error: ImageStoreError): ErrorHandling {
  switch (error.code) {
    case 'access-denied':
    case 'suspended':
      return { kind: 'stop', reason: { code: error.code, detail: errorDetail(error) } };
    case 'busy':
    case 'limit':
      return { kind: 'retry-later' };
    case 'unknown':
    case 'exists':
      return { kind: 'skip-for-now' };
    case 'incompatible':
    case 'not-permitted':
    case 'not-found':
    case 'invalid':
      return { kind: 'fail', reason: { code: error.code, detail: errorDetail(error) } };
  }
}
