/** Secrets by reference: from the environment, SSM Parameter Store or Secrets Manager. @module */

import { InvalidOptionsError, NotifierError } from '@appstream-campaign/core';
import { Secret } from '@appstream-campaign/core/internal';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { type Advice, adviceFor } from './notifier-errors.ts';
import { sdkFailure } from './sdk-failure.ts';

/** Where secrets come from. A client is created, and its module loaded, for the first reference that needs it. */
export interface SecretSources {
  /** Variables by name, such as `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @defaultValue none: `ssm:` references are refused */
  readonly ssm?: () => Promise<Pick<SSMClient, 'send'>>;
  /** @defaultValue none: `secretsmanager:` references are refused */
  readonly secretsManager?: () => Promise<Pick<SecretsManagerClient, 'send'>>;
}

/** Resolves a reference. The same reference is fetched once. */
export type SecretReader = (reference: string) => Promise<Secret>;

// Only characters of a variable's name: a secret that is written after `env:` must not be shown as a name.
const REFERENCE = /^(env(?=:[A-Za-z_]\w*$)|ssm|secretsmanager):(?!\S*:\/\/)([\w/+=.@:-]+)(?:#([^#]+))?$/;

const ADVICE: Advice = {
  ParameterNotFound: 'Create the parameter in this Region, or correct the reference.',
  ResourceNotFound: 'Create the secret in this Region, or correct the reference.',
  DecryptionFailure: "Allow kms:Decrypt with the secret's key.",
  InvalidKeyId: 'Give the parameter a key that exists, and allow kms:Decrypt with it.',
  AccessDenied:
    'Allow ssm:GetParameter or secretsmanager:GetSecretValue for it, and kms:Decrypt with its key.',
};

/** Whether a text is a reference as a {@link SecretReader} takes it. */
export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * Creates a reader of secrets. References:
 *
 * - `env:NAME`: an environment variable
 * - `ssm:/path/name` (or an ARN): a parameter, decrypted
 * - `secretsmanager:name` (or an ARN), or `secretsmanager:name#key` for one value of a secret that is a JSON object
 *
 * The reader caches secrets, but not failures, so that the next message retries. It rejects with an InvalidOptionsError for
 * an invalid reference, whose text is not shown because it may be the secret itself, and with a NotifierError for a secret
 * that can't be read.
 *
 * @example
 * ```ts
 * const secret = createSecretReader({ environment: process.env, ssm: async () => new SSMClient({}) });
 * const slack = new SlackWebhookNotifier({ url: await secret('ssm:/campaign/slack-url') });
 * ```
 */
export function createSecretReader(sources: SecretSources): SecretReader {
  const known = new Map<string, Promise<Secret>>();
  return (reference) => {
    const read = known.get(reference) ?? fetchSecret(reference, sources);
    known.set(reference, read);
    read.catch(() => known.delete(reference));
    return read;
  };
}

async function fetchSecret(reference: string, sources: SecretSources): Promise<Secret> {
  const [, source, name = '', key] = REFERENCE.exec(reference) ?? [];
  switch (source) {
    case 'env':
      return fromEnvironment(name, sources.environment);
    case 'ssm': {
      const { readParameter } = await import('./read-parameter.ts');
      return fetched(reference, sources.ssm, (client) => readParameter(client, name));
    }
    case 'secretsmanager': {
      const { readSecret } = await import('./read-secret.ts');
      return fetched(reference, sources.secretsManager, (client) => readSecret(client, name, key));
    }
    default:
      throw new InvalidOptionsError(
        'A reference to a secret is env:NAME, ssm:/path/name or secretsmanager:name. The value is not shown, in case it is the secret itself. Store the secret, and give its name.',
      );
  }
}

function fromEnvironment(name: string, environment: SecretSources['environment']): Secret {
  const value = environment[name];
  if (value === undefined || value.trim() === '') {
    throw new InvalidOptionsError(`The secret env:${name} is missing. Set the environment variable ${name}.`);
  }
  return new Secret(value);
}

async function fetched<Client>(
  reference: string,
  connect: (() => Promise<Client>) | undefined,
  read: (client: Client) => Promise<string | undefined>,
): Promise<Secret> {
  if (connect === undefined) {
    throw new InvalidOptionsError(`${reference} can't be read: its client is missing from the sources.`);
  }
  let value: string | undefined;
  try {
    value = await read(await connect());
  } catch (error) {
    const { name, kind, text } = sdkFailure(error);
    // No cause: an error of a JSON parser would quote what it could not parse.
    throw new NotifierError(
      `The secret ${reference} could not be read: ${name}: ${text} ${adviceFor(kind, ADVICE)}`,
    );
  }
  if (value === undefined || value.trim() === '') {
    throw new NotifierError(
      `The secret ${reference} is empty, or has no such key. Correct the reference or the secret.`,
    );
  }
  return new Secret(value);
}
