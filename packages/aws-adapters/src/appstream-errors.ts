import { ImageStoreError, type ImageStoreErrorCode } from '@appstream-campaign/core';
import { type SdkFailure, sdkFailure } from './sdk-failure.ts';

/**
 * Which errors are transient (`busy`: retried for a time) and which need a person (`access-denied`, `suspended`: they stop
 * a campaign). Clock skew is recognised by the message of a signature error, so it is not in here.
 * Names of the service's errors without the suffix "Exception".
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html#API_CreateUpdatedImage_Errors
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html
 */
const KINDS: Readonly<Record<Exclude<ImageStoreErrorCode, 'unknown'>, readonly string[]>> = {
  busy: [
    'Throttling',
    'Throttled',
    'TooManyRequests',
    'RequestLimitExceeded',
    'ConcurrentModification',
    'ServiceUnavailable',
    'InternalFailure',
    'InternalServerError',
    'InternalService',
    'RequestTimeout',
    'RequestAborted',
    'ResourceNotAvailable',
    'PaginationTokenExpired',
    'TimeoutError',
    // A token that is being renewed: the campaign continues with the new one.
    'ExpiredToken',
    'TokenRefreshRequired',
  ],
  limit: ['LimitExceeded'],
  exists: ['ResourceAlreadyExists'],
  incompatible: ['IncompatibleImage'],
  'not-permitted': ['OperationNotPermitted'],
  'not-found': ['ResourceNotFound'],
  invalid: [
    'InvalidParameterCombination',
    'InvalidParameter',
    'Validation',
    'ValidationError',
    'Serialization',
  ],
  'access-denied': [
    'AccessDenied',
    'NotAuthorized',
    'UnauthorizedOperation',
    'UnrecognizedClient',
    'InvalidClientTokenId',
    'InvalidSignature',
    'IncompleteSignature',
    'SignatureDoesNotMatch',
    'AuthFailure',
    'MissingAuthenticationToken',
    'OptInRequired',
    'CredentialsProviderError',
    'TokenProviderError',
    'ProviderError',
  ],
  suspended: ['InvalidAccountStatus'],
};

const CODES: ReadonlyMap<string, ImageStoreErrorCode> = new Map(
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((code) =>
    KINDS[code].map((kind) => [kind, code] as const),
  ),
);

const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The SDK's message when no Region is configured. */
const NO_REGION = 'Region is missing';

const EXPIRED = new Set(['ExpiredToken', 'TokenRefreshRequired']);

/** Errors that a permission resolves; the other denials need new or other credentials. */
const PERMISSION = new Set(['AccessDenied', 'NotAuthorized', 'UnauthorizedOperation']);

/**
 * Converts errors of AppStream and of its SDK client to the campaign's.
 *
 * @param operation name of the API operation, such as `DescribeImages`
 * @param about the image that the call was about, when it was about one
 */
export function toImageStoreError(error: unknown, operation: string, about?: string): ImageStoreError {
  if (error instanceof ImageStoreError) return error;
  const failure = sdkFailure(error);
  const code = codeOf(failure);
  const call = about === undefined ? operation : `${operation} ${about}`;
  const advice = adviceOn(failure, code, operation);
  return new ImageStoreError(code, `${call}: ${failure.name}: ${failure.text}`, {
    cause: error,
    operation: actionOf(operation),
    ...(advice === '' ? {} : { advice }),
  });
}

/** The operations of other services than AppStream. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['GetResources', 'tag'],
  ['DescribeAlarms', 'cloudwatch'],
  ['GetParameters', 'ssm'],
  ['PutParameter', 'ssm'],
]);

/** The permission that a call needs. */
function actionOf(operation: string): string {
  return `${SERVICES.get(operation) ?? 'appstream'}:${operation}`;
}

function codeOf(failure: SdkFailure): ImageStoreErrorCode {
  const { kind, code, status = 0, unreadable, clockSkewed, text } = failure;
  // The clock synchronises by itself, or the SDK corrects for it; nothing was started.
  if (clockSkewed) return 'busy';
  // Nothing can be done for any image until a person acts, as with missing credentials.
  if (text.startsWith(NO_REGION)) return 'access-denied';
  const known = CODES.get(kind);
  if (known !== undefined) return known;
  const lost = unreadable || status >= 500 || status === 429 || (code !== undefined && NETWORK.has(code));
  return lost ? 'busy' : 'unknown';
}

function adviceOn(
  { kind, code: network, text, clockSkewed }: SdkFailure,
  code: ImageStoreErrorCode,
  operation: string,
): string {
  if (network === 'ENOTFOUND') return 'Is the Region right, and does AppStream exist there?';
  if (clockSkewed) return 'If it lasts, set the clock of this machine.';
  if (code === 'busy' && EXPIRED.has(kind)) return 'If it lasts, renew the credentials.';
  if (code !== 'access-denied') return '';
  if (text.startsWith(NO_REGION)) return 'Set AWS_REGION, or the region of the AppStreamClient.';
  if (kind === 'OptInRequired') return 'Subscribe the account to the service.';
  if (!PERMISSION.has(kind)) return 'Renew or correct the credentials.';
  const also = operation === 'CreateUpdatedImage' ? ' and, for the tags, appstream:TagResource' : '';
  return `Allow the action ${actionOf(operation)}${also}.`;
}

/** Converts every error of `work` to the port's own. */
export async function withStoreErrors<Result>(
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toImageStoreError(error, operation);
  }
}
