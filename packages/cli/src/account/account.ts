import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings, clientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import { usedUpQuotas } from '@appstream-campaign/aws-adapters/used-up-quotas';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from '../config/target.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { AwsCallError } from './aws-call-error.ts';
import { type Credentials, credentialsOf } from './credentials.ts';
import { type RequestHandler, throughNetwork } from './network/network.ts';

/** What every SDK client of a target is made with. */
export interface AwsSettings {
  readonly profile?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
}

/** Who calls, as STS has it. */
interface Caller {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
}

/** One account in one Region, with everything to look at it and change it. */
export interface Account {
  readonly target: Target;
  readonly region: string;
  readonly caller: Caller;
  readonly settings: AwsSettings;
  readonly appstream: AppStreamClient;
  readonly store: AppStreamImageStore;
}

/** Calls in flight at most where there is one call per image. */
const CONCURRENCY = 8;

/** The settings of a target's clients. The SDK itself reads profiles, SSO and AWS_ENDPOINT_URL…. */
export function awsSettings(target: Target, runtime: Runtime): AwsSettings {
  const { env, simulated } = runtime;
  const region = target.region ?? simulated?.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  const own = {
    ...clientSettings,
    ...(region ? { region } : {}),
  };
  if (simulated !== undefined) {
    // An account of a scenario is chosen by its accessKeyId, in the place of a profile.
    const accessKeyId = target.profile ?? 'simulator';
    const credentials = { accessKeyId, secretAccessKey: 'simulator' };
    return { ...own, endpoint: simulated.endpoint, credentials };
  }
  const { profile } = target;
  const requestHandler = throughNetwork(own.requestHandler, env);
  const credentials = credentialsOf(profile, requestHandler, runtime);
  // A profile's Region and endpoint are read by the client itself.
  return { ...own, requestHandler, credentials, ...(profile === undefined ? {} : { profile }) };
}

/**
 * Opens an account: finds out the Region and who calls, which also shows whether the credentials work.
 * @throws AwsCallError when it can't be
 */
export async function openAccount(
  named: Target,
  runtime: Runtime,
  onNotice: (notice: string) => void,
): Promise<Account> {
  const settings = awsSettings(named, runtime);
  const { AWS_PROFILE: profile } = runtime.env;
  // Told in plans and errors, so that it is clear whose credentials are used.
  const target = profile && runtime.simulated === undefined ? { profile, ...named } : named;
  const appstream = new AppStreamClient({ ...appStreamClientSettings, ...settings });
  const region = await regionOf(appstream, target);
  const caller = await callerOf(settings, target);
  const store = new AppStreamImageStore({
    client: appstream,
    concurrency: CONCURRENCY,
    onNotice,
    explainLimit: () => usedUpQuotas({ appstream, quotas: new ServiceQuotasClient(settings) }),
  });
  return { target, region, caller, settings, appstream, store };
}

async function regionOf(client: AppStreamClient, target: Target): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    // A profile that does not exist has no Region either; then the profile is what is wrong.
    if (target.profile !== undefined) await requireCredentials(client, target);
    throw new AwsCallError(error, 'finding the Region', target);
  }
}

async function requireCredentials(client: AppStreamClient, target: Target): Promise<void> {
  try {
    await client.config.credentials();
  } catch (error) {
    throw new AwsCallError(error, 'finding the credentials', target);
  }
}

async function callerOf(settings: AwsSettings, target: Target): Promise<Caller> {
  const client = new STSClient(settings);
  try {
    const answer = await client.send(new GetCallerIdentityCommand({}));
    const account = presentText(answer.Account);
    // Campaigns are saved in a folder of this name.
    if (account === undefined || !/^\d{12}$/.test(account)) throw new Error('The answer names no account.');
    return { account, arn: presentText(answer.Arn) ?? `account ${account}` };
  } catch (error) {
    throw new AwsCallError(error, 'sts:GetCallerIdentity', target);
  } finally {
    client.destroy();
  }
}
