import { AwsError } from '../errors/aws-error.ts';
import type { RequestShape, StringShape } from '../validation/shapes.ts';
import { type Account, arnPartition, type Region } from '../world/account.ts';
import { DEFAULT_QUOTAS, type Quotas } from '../world/settings.ts';
import type { Operation } from './operation.ts';
import { page } from './page.ts';

interface QuotaRequest {
  readonly ServiceCode: string;
  readonly QuotaCode: string;
}

interface ListRequest {
  readonly ServiceCode: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

// Constraints of the service model: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
const code: StringShape = { type: 'string', min: 1, max: 63, pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,63}$/ };
const quotaCode: StringShape = { type: 'string', min: 1, max: 128, pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,128}$/ };

const quotaInput: RequestShape<QuotaRequest> = {
  type: 'structure',
  members: { ServiceCode: code, QuotaCode: quotaCode },
  required: ['ServiceCode', 'QuotaCode'],
};

const listInput: RequestShape<ListRequest> = {
  type: 'structure',
  members: {
    ServiceCode: code,
    NextToken: { type: 'string', max: 2048 },
    MaxResults: { type: 'integer', min: 1, max: 100 },
  },
  required: ['ServiceCode'],
  unplayed: ['QuotaCode', 'QuotaAppliedAtLevel'],
};

/** AppStream's service code in Service Quotas. */
const SERVICE = 'appstream2';
const PAGE_SIZE = 100;

interface KnownQuota {
  readonly quota: keyof Quotas;
  readonly code: string;
  readonly label: string;
}

/** https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html */
const KNOWN: readonly KnownQuota[] = [
  { quota: 'concurrentUpdates', code: 'L-9B6418E0', label: 'Concurrent image updates' },
  { quota: 'images', code: 'L-E1182CCA', label: 'Images' },
  { quota: 'imageBuilders', code: 'L-DE32F884', label: 'Image builders' },
  { quota: 'concurrentCopies', code: 'L-60244546', label: 'Concurrent image copies per destination Region' },
  { quota: 'sharedAccounts', code: 'L-99A44980', label: 'Accounts an image can be shared with' },
];

/**
 * The quota as it holds for the account.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
export const getServiceQuota: Operation<QuotaRequest> = {
  service: 'quotas',
  name: 'GetServiceQuota',
  input: quotaInput,
  run: (request, { account, region }) => ({
    Quota: onTheWire(find(request), account.quotas, account, region),
  }),
};

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetAWSDefaultServiceQuota.html */
export const getAwsDefaultServiceQuota: Operation<QuotaRequest> = {
  service: 'quotas',
  name: 'GetAWSDefaultServiceQuota',
  input: quotaInput,
  run: (request, { account, region }) => ({
    Quota: onTheWire(find(request), DEFAULT_QUOTAS, account, region),
  }),
};

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html */
export const listServiceQuotas: Operation<ListRequest> = {
  service: 'quotas',
  name: 'ListServiceQuotas',
  input: listInput,
  run: (request, { account, region }) => {
    refuseOtherService(request.ServiceCode);
    const { items, nextToken } = page(
      KNOWN,
      (known) => KNOWN.indexOf(known),
      request.MaxResults ?? PAGE_SIZE,
      request.NextToken,
    );
    return {
      Quotas: items.map((known) => onTheWire(known, account.quotas, account, region)),
      NextToken: nextToken,
    };
  },
};

function find({ ServiceCode, QuotaCode }: QuotaRequest): KnownQuota {
  refuseOtherService(ServiceCode);
  const known = KNOWN.find(({ code: one }) => one === QuotaCode);
  if (known === undefined) throw noSuchResource(`The quota ${QuotaCode} of ${ServiceCode} does not exist.`);
  return known;
}

function refuseOtherService(service: string): void {
  if (service !== SERVICE)
    throw noSuchResource(`The service ${service} does not exist or has no quotas here.`);
}

function noSuchResource(message: string): AwsError {
  return new AwsError('NoSuchResourceException', message);
}

function onTheWire(known: KnownQuota, values: Quotas, { settings }: Account, region: Region): object {
  const owner = `${region.name}:${settings.account}`;
  return {
    ServiceCode: SERVICE,
    ServiceName: 'Amazon AppStream 2.0',
    QuotaArn: `arn:${arnPartition(region.name)}:servicequotas:${owner}:${SERVICE}/${known.code}`,
    QuotaCode: known.code,
    QuotaName: known.label,
    Value: values[known.quota],
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}
