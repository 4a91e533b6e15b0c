/**
 * Why a call to a store failed.
 *
 * - `busy`: throttled, overloaded, unreachable, or a response was lost. The same call may succeed later.
 * - `limit`: a quota is used up. Starts wait until quota is available.
 * - `unknown`: the store does not recognise the error. This image alone is retried later.
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

/** Details of a store's error. */
export interface ImageStoreErrorOptions extends ErrorOptions {
  /** The call that failed, as a permission names it: `appstream:DescribeImages`. */
  readonly operation?: string;
  /** What to do about it, in a sentence. When the message is cut to fit, the advice is kept. */
  readonly advice?: string;
}

/**
 * A call to a store failed. `message` is the service's own text, and the advice if there is one; `code` says what it means.
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

/** Details of a failed delivery. */
export interface NotifierErrorOptions extends ErrorOptions {
  /** How long the channel asked to wait, in seconds. The campaign does so, for an hour at most. */
  readonly retryAfterSeconds?: number;
  /** Ids of the events of a delivery that the channel has accepted nevertheless. */
  readonly delivered?: readonly string[];
  /** The memory of a partly successful delivery, as in a `DeliveryReceipt`. */
  readonly memory?: string;
  /** Whether retrying is useless because the channel will never accept it: the campaign abandons the message. */
  readonly permanent?: boolean;
}

/** A channel did not accept a message. The campaign keeps the message and retries, unless the error is permanent. */
export class NotifierError extends Error {
  override readonly name = 'NotifierError';
  /** How long the channel asked to wait, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** Ids of the events of a delivery that the channel has accepted nevertheless. */
  readonly delivered: readonly string[];
  /** The memory of a partly successful delivery. */
  readonly memory: string | undefined;
  /** Whether the channel will never accept it. */
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
