import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A secret's text, or one value of it when it is a JSON object; undefined when it has no such text. */
export async function readSecret(
  client: Pick<SecretsManagerClient, 'send'>,
  name: string,
  key: string | undefined,
): Promise<string | undefined> {
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return key === undefined || text === undefined ? text : valueIn(text, key);
}

function valueIn(json: string, key: string): string | undefined {
  try {
    const values: unknown = JSON.parse(json);
    const value: unknown = Object.hasOwn(Object(values), key) ? Object(values)[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    // Not JSON, so it has no keys; the parser's words would quote the secret.
    return undefined;
  }
}
