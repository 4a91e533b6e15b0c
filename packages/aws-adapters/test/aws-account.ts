import { createSimulator, type Simulator, type SimulatorOptions } from '@appstream-campaign/simulator';
import { type AnswerTo, createOddServer, type OddServer } from '@appstream-campaign/test-support/odd-server';
import { AppStreamClient, type AppStreamClientConfig } from '@aws-sdk/client-appstream';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { test as base } from 'vitest';

/** Real clients of the services, all at one address. */
export interface Clients {
  readonly appstream: AppStreamClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly ses: SESClient;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
  readonly ssm: SSMClient;
  readonly secretsManager: SecretsManagerClient;
  readonly quotas: ServiceQuotasClient;
}

const ACCOUNT = '123456789012';
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

interface ClientsOptions extends Pick<AppStreamClientConfig, 'retryStrategy'> {
  /** @defaultValue the SDK's, which is with retries */
  readonly maxAttempts?: number;
}

/** Clients with the SDK's defaults, as far as nothing else is asked for. */
export function clientsOf(url: string, { maxAttempts, ...settings }: ClientsOptions = {}): Clients {
  const attempts = maxAttempts === undefined ? {} : { maxAttempts };
  const config = { endpoint: url, region: 'us-east-1', credentials: CREDENTIALS, ...attempts };
  return {
    appstream: new AppStreamClient({ ...config, ...settings }),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    ses: new SESClient(config),
    sns: new SNSClient(config),
    events: new EventBridgeClient(config),
    ssm: new SSMClient(config),
    secretsManager: new SecretsManagerClient(config),
    quotas: new ServiceQuotasClient(config),
  };
}

interface Fixtures {
  /** Opens a simulated account; it is closed after the test. */
  readonly openAccount: (options?: SimulatorOptions) => Promise<Simulator & { readonly clients: Clients }>;
  /** Opens a server that answers as it is told; it is closed after the test. */
  readonly openServer: (answer: AnswerTo) => Promise<OddServer & { readonly clients: Clients }>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to know what a fixture needs.
  openAccount: async ({}, use) => {
    const opened: Simulator[] = [];
    await use(async (options) => {
      const simulator = await createSimulator(options);
      opened.push(simulator);
      return { ...simulator, clients: clientsOf(simulator.url) };
    });
    await Promise.all(opened.map((simulator) => simulator.close()));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  openServer: async ({}, use) => {
    const opened: OddServer[] = [];
    await use(async (answer) => {
      const server = await createOddServer(answer);
      opened.push(server);
      return { ...server, clients: clientsOf(server.url) };
    });
    await Promise.all(opened.map((server) => server.close()));
  },
});

/** The names of records, sorted. */
export const namesOf = (records: readonly { readonly name: string }[]): readonly string[] =>
  records.map(({ name }) => name).sort();

/** The ARN of an image of the simulated account. */
export const arnOf = (name: string): string => `arn:aws:appstream:us-east-1:${ACCOUNT}:image/${name}`;
