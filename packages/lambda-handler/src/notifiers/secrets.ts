import { createSecretReader, type SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { ClientSettings } from './create-notifiers.ts';

/** Reads secrets from the environment, SSM and Secrets Manager; a client is loaded for the first reference that needs it. */
export function createSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  clients: ClientSettings = {},
): SecretReader {
  return createSecretReader({
    environment,
    ssm: async () => new (await import('../clients/ssm.ts')).SSMClient(clients),
    secretsManager: async () =>
      new (await import('../clients/secrets-manager.ts')).SecretsManagerClient(clients),
  });
}
