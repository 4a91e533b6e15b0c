/** The quotas of an account, from Service Quotas. @module */

import { QUOTAS, type Quota, type QuotaName, type Quotas } from '@appstream-campaign/core/planning';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { refuseUnknownOptions, requireClient } from './option-checks.ts';
import { sdkFailure } from './sdk-failure.ts';
import { presentCount } from './tolerant-reading.ts';

/** Options of {@link readQuotas}. */
export interface ReadQuotasOptions {
  /** A client of `@aws-sdk/client-service-quotas`, for the account and Region of the images. */
  readonly client: Pick<ServiceQuotasClient, 'send' | 'config'>;
}

/** AppStream's code in Service Quotas. https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html */
const SERVICE = 'appstream2';

const CODES: Readonly<Record<QuotaName, string>> = {
  concurrentUpdates: 'L-9B6418E0',
  images: 'L-E1182CCA',
  imageBuilders: 'L-DE32F884',
};

/**
 * The quotas that updates need room in, one GetServiceQuota call each. Never rejects for what AWS answers: a quota that
 * can't be read is the default of a new account, with `origin: 'default'` and the reason.
 *
 * Needs the permissions `servicequotas:GetServiceQuota` and `servicequotas:GetAWSDefaultServiceQuota`.
 *
 * @example
 * ```ts
 * const quotas = await readQuotas({ client: new ServiceQuotasClient({ region: 'eu-west-1' }) });
 * ```
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export async function readQuotas(options: ReadQuotasOptions): Promise<Quotas> {
  refuseUnknownOptions('readQuotas', options, ['client']);
  const { client } = options;
  requireClient('readQuotas', 'client', client, 'a ServiceQuotasClient');
  const [concurrentUpdates, images, imageBuilders] = await Promise.all([
    readQuota(client, 'concurrentUpdates'),
    readQuota(client, 'images'),
    readQuota(client, 'imageBuilders'),
  ]);
  return { concurrentUpdates, images, imageBuilders };
}

/**
 * The image quota alone, for a campaign that prunes. Otherwise as {@link readQuotas}.
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export async function readImageQuota(options: ReadQuotasOptions): Promise<Quota> {
  refuseUnknownOptions('readImageQuota', options, ['client']);
  requireClient('readImageQuota', 'client', options.client, 'a ServiceQuotasClient');
  return readQuota(options.client, 'images');
}

async function readQuota(client: ReadQuotasOptions['client'], name: QuotaName): Promise<Quota> {
  const code = CODES[name];
  let link: string | undefined;
  try {
    link = quotaLink(await client.config.region(), code);
    const value = await liveValue(client, code);
    if (value !== undefined) return { value, origin: 'live', link };
    return { ...standard(name, `GetServiceQuota ${code}: the answer holds no value.`), link };
  } catch (error) {
    return { ...standard(name, explain(error, code)), ...(link === undefined ? {} : { link }) };
  }
}

function standard(name: QuotaName, detail: string): Quota {
  return { value: QUOTAS[name].standard, origin: 'default', detail };
}

async function liveValue(client: ReadQuotasOptions['client'], code: string): Promise<number | undefined> {
  const wanted = { ServiceCode: SERVICE, QuotaCode: code };
  try {
    // https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
    const { Quota: quota } = await client.send(new GetServiceQuotaCommand(wanted));
    return presentCount(quota?.Value);
  } catch (error) {
    // A quota that was never raised may have no value of its own: then the default applies.
    if (sdkFailure(error).kind !== 'NoSuchResource') throw error;
    // https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetAWSDefaultServiceQuota.html
    const { Quota: quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(wanted));
    return presentCount(quota?.Value);
  }
}

function explain(error: unknown, code: string): string {
  const { name, kind, text } = sdkFailure(error);
  const denied = kind === 'AccessDenied' || kind === 'DependencyAccessDenied';
  const allow =
    ' Allow the actions servicequotas:GetServiceQuota and servicequotas:GetAWSDefaultServiceQuota.';
  return `GetServiceQuota ${code}: ${name}: ${text}${denied ? allow : ''}`;
}

/** The page for increase requests, in the console of the Region's partition. */
function quotaLink(region: string, code: string): string {
  const domain = region.startsWith('us-gov-')
    ? 'console.amazonaws-us-gov.com'
    : region.startsWith('cn-')
      ? 'console.amazonaws.cn'
      : 'console.aws.amazon.com';
  return `https://${region}.${domain}/servicequotas/home/services/${SERVICE}/quotas/${code}`;
}
