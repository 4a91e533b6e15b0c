import type { ImageStoreError } from '../ports/errors.ts';
import { errorDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';

/**
 * What a store's refusal means for a start.
 *
 * - `stop`: no image can be updated until somebody acts.
 * - `retry-later`: no further start now; the image keeps waiting.
 * - `skip-for-now`: this image keeps waiting, until the store shows who holds its successor's name, say; others may start.
 * - `fail`: this image can't be updated.
 */
export type Refusal =
  | { readonly kind: 'stop' | 'fail'; readonly reason: Reason }
  | { readonly kind: 'retry-later' | 'skip-for-now' };

/** Whether a refusal may pass without anybody's doing. */
export function mayPass(error: ImageStoreError): boolean {
  const { kind } = refusalOf(error);
  return kind === 'retry-later' || kind === 'skip-for-now';
}

/** What to do about a store's refusal to start an update. */
export function refusalOf(error: ImageStoreError): Refusal {
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
