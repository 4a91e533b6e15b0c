import { NotifierError } from '@appstream-campaign/core';
import { sdkFailure } from './sdk-failure.ts';

/** What to do, by the name of the service's error without the suffix "Exception". */
export type Advice = Readonly<Record<string, string>>;

const CREDENTIALS = 'Renew or correct the credentials.';
const COMMON: Advice = {
  ExpiredToken: CREDENTIALS,
  InvalidClientTokenId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  IncompleteSignature: CREDENTIALS,
  UnrecognizedClient: CREDENTIALS,
  CredentialsProviderError: CREDENTIALS,
};

/**
 * Converts an error of an SDK client to the campaign's, with what to do about it. `permanent` names the errors for which
 * retries are useless.
 */
export function toNotifierError(
  error: unknown,
  call: string,
  advice: Advice,
  {
    delivered = [],
    permanent = [],
  }: { readonly delivered?: readonly string[]; readonly permanent?: readonly string[] } = {},
): NotifierError {
  const { name, kind, text } = sdkFailure(error);
  return new NotifierError(`${call}: ${name}: ${text} ${adviceFor(kind, advice)}`, {
    cause: error,
    delivered,
    permanent: permanent.includes(kind),
  });
}

/** What to do about an error of this kind. */
export function adviceFor(kind: string, advice: Advice): string {
  const known: Advice = { ...COMMON, ...advice };
  return (Object.hasOwn(known, kind) ? known[kind] : undefined) ?? 'It may pass; the message is tried again.';
}
