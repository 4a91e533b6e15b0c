import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { presentText } from './tolerant-reading.ts';

/** A secret's text, or one value of it when it is a JSON object; undefined when it has no such text. */
export async function readSecret(
  client: Pick<SecretsManagerClient, 'send'>,
  name: string,
  key: string | undefined,
): Promise<string | undefined> {
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  const text = presentText(SecretString);
  return key === undefined || text === undefined ? text : valueIn(text, key);
}

function valueIn(json: string, key: string): string | undefined {
  try {
    const values: unknown = JSON.parse(json);
    return Object.hasOwn(Object(values), key) ? presentText(Object(values)[key]) : undefined;
  } catch {
    // Not JSON, so it has no keys; the parser's words would quote the secret.
    return undefined;
  }
}
