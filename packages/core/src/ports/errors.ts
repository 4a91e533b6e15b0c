/**
 * Why a store refused, in the campaign's words.
 *
 * - `busy`: throttled, overloaded, unreachable or an answer that got lost. The same call may work later.
 * - `limit`: a quota is used up. Starts wait until something is free.
 * - `unknown`: the store does not know the error. Counts as "later" for this image only.
 * - `exists`: the successor's name is taken.
 * - `incompatible`, `not-permitted`, `not-found`, `invalid`: this image can't be updated.
 * - `access-denied`, `suspended`: nothing can be done for any image; the campaign stops and can be resumed.
 */
export type ImageStoreErrorCode =
  | 'busy'
  | 'limit'
  | 'unknown'
  | 'exists'
  | 'incompatible'
  | 'not-permitted'
  | 'not-found'
  | 'invalid'
  | 'access-denied'
  | 'suspended';

/** What else a store knows about an error of its own. */
export interface ImageStoreErrorOptions extends ErrorOptions {
  /** The call that failed, as a permission names it: `appstream:DescribeImages`. */
  readonly operation?: string;
  /** What to do about it, in a sentence. Where the message is cut for want of room, the advice stays whole. */
  readonly advice?: string;
}

/**
 * A store could not do what it was asked. `message` is the service's own text, and the advice when there is one; `code`
 * says what it means.
 */
export class ImageStoreError extends Error {
  override readonly name = 'ImageStoreError';
  readonly code: ImageStoreErrorCode;
  /** The call that failed, as a permission names it: `appstream:DescribeImages`. */
  readonly operation: string | undefined;
  /** What to do about it, in a sentence; the end of `message`. */
  readonly advice: string | undefined;

  constructor(code: ImageStoreErrorCode, message: string, options: ImageStoreErrorOptions = {}) {
    const { operation, advice, ...rest } = options;
    super(advice === undefined ? message : `${message} ${advice}`, rest);
    this.code = code;
    this.operation = operation;
    this.advice = advice;
  }
}

/** What else is known about a channel that did not take a message. */
export interface NotifierErrorOptions extends ErrorOptions {
  /** How long the channel asked to be left alone, in seconds. The campaign does so, for an hour at most. */
  readonly retryAfterSeconds?: number;
  /** Ids of the events of a delivery that the channel has taken all the same. */
  readonly delivered?: readonly string[];
  /** What to remember of a delivery that succeeded in part, as in a `DeliveryReceipt`. */
  readonly memory?: string;
  /** Whether the channel will never take it, however often it is tried: the campaign gives the message up at once. */
  readonly permanent?: boolean;
}

/** A channel did not take a message. The campaign keeps the message and tries again, unless that is of no use. */
export class NotifierError extends Error {
  override readonly name = 'NotifierError';
  /** How long the channel asked to be left alone, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** Ids of the events of a delivery that the channel has taken all the same. */
  readonly delivered: readonly string[];
  /** What to remember of a delivery that succeeded in part. */
  readonly memory: string | undefined;
  /** Whether the channel will never take it. */
  readonly permanent: boolean;

  constructor(message: string, options: NotifierErrorOptions = {}) {
    const { retryAfterSeconds, delivered = [], memory, permanent = false, ...rest } = options;
    super(message, rest);
    this.retryAfterSeconds = retryAfterSeconds;
    this.delivered = delivered;
    this.memory = memory;
    this.permanent = permanent;
  }
}

/** An option is missing, wrong or unknown. Correct the option that the message names. */
export class InvalidOptionsError extends Error {
  override readonly name = 'InvalidOptionsError';
}

/** A saved state can't be read: not JSON of this shape, or of a newer version. Nothing was touched. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/** The campaign's state could outgrow what its driver can carry. Nothing was started. */
export class CampaignTooLargeError extends Error {
  override readonly name = 'CampaignTooLargeError';
  readonly candidates: number;
  /** Size that the state could reach, in bytes. */
  readonly bytes: number;
  /** Size that the driver can carry, in bytes. */
  readonly limit: number;

  constructor(candidates: number, bytes: number, limit: number) {
    super(
      `${candidates} candidates could grow the campaign's state to ${bytes} bytes, and its driver carries ${limit}. ` +
        'Nothing was started. Split the campaign with include and exclude patterns or with another tag value, or use the local loop.',
    );
    this.candidates = candidates;
    this.bytes = bytes;
    this.limit = limit;
  }
}
