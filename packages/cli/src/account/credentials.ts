import { rawMessage, sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { CommandError } from '../terminal/errors.ts';
import type { Step } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { askMfaCode } from './mfa-code.ts';
import { profileProblem } from './profile-problem.ts';

/** Credentials as every SDK client takes them. */
export type Credentials = NonNullable<STSClientConfig['credentials']>;
type Provider = Extract<Credentials, (...args: never[]) => unknown>;

/**
 * A profile gives no credentials, and it is known why. Its name is the SDK's for such errors: whoever sorts errors, by the
 * name, takes it for what it is.
 */
class ProfileError extends CommandError {
  override readonly name = 'CredentialsProviderError';
  /** As the SDK's own has it: nothing else is to be tried. */
  readonly tryNextLink = false;
}

const opened = new WeakMap<Runtime, Map<string, Provider>>();

/**
 * The credentials of a profile, as the AWS CLI finds them. All clients of a command share them, so that a code is asked
 * for once: it is good for one use.
 *
 * @param profile undefined for what environment, default profile, container or machine give
 */
export function credentialsOf(
  profile: string | undefined,
  requestHandler: STSClientConfig['requestHandler'],
  runtime: Runtime,
): Provider {
  const providers = opened.get(runtime) ?? new Map<string, Provider>();
  opened.set(runtime, providers);
  const name = profile ?? runtime.env.AWS_PROFILE ?? 'default';
  const provider = providers.get(name) ?? newProvider(name, profile, requestHandler, runtime);
  providers.set(name, provider);
  return provider;
}

function newProvider(
  name: string,
  profile: string | undefined,
  requestHandler: STSClientConfig['requestHandler'],
  runtime: Runtime,
): Provider {
  let asked = false;
  const mfaCodeProvider = async (serial: string) => {
    if (asked) throw sessionOver(name);
    asked = true;
    return askMfaCode(name, serial, runtime);
  };
  let chain: Promise<Provider> | undefined;
  return async (properties) => {
    // Loaded here, because help and what is simulated need none of it.
    chain ??= import('@aws-sdk/credential-providers').then(({ fromNodeProviderChain }) =>
      fromNodeProviderChain({
        ...(profile === undefined ? {} : { profile }),
        ...(requestHandler === undefined ? {} : { clientConfig: { requestHandler } }),
        mfaCodeProvider,
      }),
    );
    try {
      return await (await chain)(properties);
    } catch (error) {
      throw await explained(error, name);
    }
  };
}

/** What AWS itself has answered, and what a network did, is told by others. */
async function explained(error: unknown, name: string): Promise<unknown> {
  const { status, kind, code } = sdkFailure(error);
  if (/MultiFactorAuthentication failed/.test(rawMessage(error))) return codeRefused(name, error);
  if (error instanceof CommandError || status !== undefined) return error;
  if (kind === 'TimeoutError' || (code !== undefined && code !== 'ENOENT')) return error;
  const problem = await profileProblem(name).catch(() => undefined);
  return problem === undefined ? error : new ProfileError(problem.title, problem.next, { cause: error });
}

function codeRefused(name: string, cause: unknown): ProfileError {
  const next = [
    'Wait for the next code of the device: each is good for one use. Then run this again.',
    `If none is taken: is mfa_serial of [profile ${name}] in ~/.aws/config the device that shows the code, and its time right?`,
  ];
  return new ProfileError('AWS did not accept the MFA code.', next, { cause });
}

/** Asking would disturb whatever is on the screen by then, and hours later nobody may be there. */
function sessionOver(name: string): ProfileError {
  const next: readonly Step[] = [
    'Run this again with a new code; a campaign goes on with resume.',
    `For longer sessions add duration_seconds, such as 28800, to [profile ${name}] in ~/.aws/config; the role must allow it.`,
  ];
  return new ProfileError(
    `The session of the profile "${name}", which began with an MFA code, is over.`,
    next,
  );
}
