/** Errors of SDK clients in one form for all clients, without secrets. @module */

import { oneLine } from '@appstream-campaign/core/internal';
import { presentText } from './tolerant-reading.ts';

/** An error of an SDK client. */
export interface SdkFailure {
  readonly name: string;
  /** The name without the suffix "Exception", which some services and clients omit. */
  readonly kind: string;
  /** Code of a failed connection, such as `ECONNRESET`. */
  readonly code: string | undefined;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** Whether an answer came that the client could not read. */
  readonly unreadable: boolean;
  /** Whether the service rejected the signature for clock skew; nothing was carried out. */
  readonly clockSkewed: boolean;
  /** The service's own message, in one line that ends like a sentence. */
  readonly text: string;
}

const MAX_TEXT_LENGTH = 1000;
// These quote the request's headers, access key and session token included.
const QUOTES_REQUEST = /^(InvalidSignature|IncompleteSignature|SignatureDoesNotMatch)$/;
const WRONG_TIME: readonly string[] = ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'];
// "Signature expired: … is now earlier than …", "Signature not yet current: … is still later than …". After a Lambda
// sandbox thaws the first calls can meet it although the clock is right again (aws-sdk-js-v3#7605).
const WRONG_TIME_TEXT = /signature (has )?expired|not yet current|is (now|still) (earlier|later) than/i;
// The client could not make sense of a body: HTML instead of JSON, or a timestamp that is none.
const PARSE_ERRORS = new Set(['SyntaxError', 'TypeError', 'RangeError']);

/** Categories of errors that any call to any AWS service can have. */
export type SdkFailureCategory =
  | 'no-credentials'
  | 'expired-credentials'
  | 'unknown-credentials'
  | 'wrong-clock'
  | 'denied'
  | 'throttled'
  | 'no-answer'
  | 'account';

/** Error names of SDK and services for each category, without the suffix "Exception". */
const CATEGORIES: Readonly<Record<SdkFailureCategory, readonly string[]>> = {
  'no-credentials': ['CredentialsProviderError', 'TokenProviderError', 'ProviderError'],
  'expired-credentials': ['ExpiredToken', 'TokenRefreshRequired'],
  'unknown-credentials': [
    'InvalidClientTokenId',
    'UnrecognizedClient',
    'InvalidSignature',
    'SignatureDoesNotMatch',
    'AuthFailure',
  ],
  'wrong-clock': [...WRONG_TIME],
  denied: ['AccessDenied', 'NotAuthorized', 'UnauthorizedOperation', 'AuthorizationError'],
  throttled: ['Throttling', 'Throttled', 'TooManyRequests', 'RequestLimitExceeded'],
  'no-answer': ['TimeoutError'],
  account: ['OptInRequired', 'InvalidAccountStatus'],
};

/** Whether a failure is of this category. */
export function isFailureCategory({ kind, clockSkewed }: SdkFailure, trouble: SdkFailureCategory): boolean {
  if (clockSkewed) return trouble === 'wrong-clock';
  return CATEGORIES[trouble].includes(kind);
}

/** Reads an error of an SDK client, of whatever make. Nothing in the result holds credentials. */
export function sdkFailure(error: unknown): SdkFailure {
  const fields: Readonly<Record<string, unknown>> = Object(error);
  const name = (error instanceof Error ? presentText(presentText(error.name)?.trim()) : undefined) ?? 'Error';
  const kind = name.replace(/Exception$/, '');
  const metadata: Readonly<Record<string, unknown>> | undefined =
    '$metadata' in fields ? Object(fields.$metadata) : undefined;
  const status = metadata?.httpStatusCode;
  const unreadable = metadata !== undefined && PARSE_ERRORS.has(name);
  return {
    name,
    kind,
    code: typeof fields.code === 'string' ? fields.code : undefined,
    status: typeof status === 'number' ? status : undefined,
    unreadable,
    clockSkewed: isClockSkewed(error, kind),
    text: textOf(error, kind, unreadable),
  };
}

/**
 * The unchanged message of an error. It can quote a request's headers, so it may be searched and not shown. Some errors
 * have no text.
 */
export function rawMessage(error: unknown): string {
  const message: unknown = error instanceof Error ? error.message : error;
  return typeof message === 'string' ? message : '';
}

function isClockSkewed(error: unknown, kind: string): boolean {
  const text = rawMessage(error);
  return WRONG_TIME.includes(kind) || (QUOTES_REQUEST.test(kind) && WRONG_TIME_TEXT.test(text));
}

function textOf(error: unknown, kind: string, unreadable: boolean): string {
  if (isClockSkewed(error, kind))
    return "the service's clock and the time of the request's signature differ.";
  if (QUOTES_REQUEST.test(kind)) return "the service did not accept the request's signature.";
  if (unreadable) return 'the answer could not be read; it may come from a proxy in between.';
  const text = oneLine(rawMessage(error).replace(/\s+/g, ' '));
  if (text === '') return 'no further text.';
  if (text.length > MAX_TEXT_LENGTH) return `${text.slice(0, MAX_TEXT_LENGTH - 1)}…`;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
