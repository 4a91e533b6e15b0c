/** Why an image failed or was skipped, or why a campaign stopped: our code, and the store's own message. */
export interface Reason {
  readonly code: ReasonCode;
  /** The store's own codes and messages, if any. Cut at {@link MAX_DETAIL_LENGTH} characters. */
  readonly detail?: string;
}

/** Longest detail that a state keeps, in characters. The end is cut visibly. */
export const MAX_DETAIL_LENGTH = 240;

/** Every reason there is. The message renderer has a sentence and an advice for each. */
export const REASON_CODES = [
  // failed
  'update-failed',
  'not-tried-again',
  'successor-gone',
  'timed-out',
  'incompatible',
  'not-permitted',
  'not-found',
  'invalid',
  'no-free-name',
  // skipped
  'current',
  'no-longer-enrolled',
  'not-available',
  'gone',
  'too-many-tags',
  'refused-too-long',
  // delayed
  'quota-used-up',
  'start-refused',
  // stopped
  'stop-requested',
  'stop-tagged',
  'too-many-failures',
  'access-denied',
  'suspended',
  'unreachable',
  'run-failed',
] as const;

/** One of {@link REASON_CODES}. */
export type ReasonCode = (typeof REASON_CODES)[number];
