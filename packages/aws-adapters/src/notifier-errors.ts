import { NotifierError } from '@appstream-campaign/core';
import { sdkFailure } from './sdk-failure.ts';

/** What to do, by the service's name of the error without the last word "Exception". */
export type Advice = Readonly<Record<string, string>>;

const CREDENTIALS = 'Renew or correct the credentials.';
const COMMON: Advice = {
  ExpiredToken: CREDENTIALS,
  InvalidClientTokenId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  IncompleteSignature: CREDENTIALS,
  CredentialsProviderError: CREDENTIALS,
};

/** An error of an SDK client as the campaign's, with what to do about it. */
export function toNotifierError(error: unknown, call: string, advice: Advice): NotifierError {
  const { name, kind, text } = sdkFailure(error);
  const known: Advice = { ...COMMON, ...advice };
  const remedy = Object.hasOwn(known, kind) ? known[kind] : 'It may pass; the message is tried again.';
  return new NotifierError(`${call}: ${name}: ${text} ${remedy}`, { cause: error });
}
