import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';
import { page } from './page.ts';
import { type PriceListItem, priceListItem } from './price-list-item.ts';

interface Filter {
  readonly Type: 'TERM_MATCH' | 'EQUALS' | 'CONTAINS' | 'ANY_OF' | 'NONE_OF';
  readonly Field: string;
  readonly Value: string;
}

interface Request {
  readonly ServiceCode: string;
  readonly Filters?: readonly Filter[];
  readonly FormatVersion?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

// Constraints of the service model: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
const someOf1024 = { type: 'string', min: 1, max: 1024 } as const;

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    ServiceCode: text,
    Filters: {
      type: 'list',
      max: 50,
      of: {
        type: 'structure',
        members: {
          Type: { type: 'string', oneOf: ['TERM_MATCH', 'EQUALS', 'CONTAINS', 'ANY_OF', 'NONE_OF'] },
          Field: someOf1024,
          Value: someOf1024,
        },
        required: ['Type', 'Field', 'Value'],
      },
    },
    FormatVersion: { type: 'string', min: 1, max: 32 },
    NextToken: text,
    MaxResults: { type: 'integer', min: 1, max: 100 },
  },
  required: ['ServiceCode'],
};

/** Where AWS has the service at all: https://docs.aws.amazon.com/general/latest/gr/billing.html#pricing-api */
const ENDPOINTS = ['us-east-1', 'eu-central-1', 'ap-south-1', 'cn-northwest-1'];

/** Every endpoint knows the prices of all Regions. */
export const getProducts: Operation<Request> = {
  service: 'pricing',
  name: 'GetProducts',
  input,
  run: (request, { account, region }) => {
    if (!ENDPOINTS.includes(region.name)) {
      throw new AwsError(
        'InvalidSignatureException',
        `Credential should be scoped to a valid region. The price list answers in ${ENDPOINTS.join(', ')}, not in ${region.name}.`,
        403,
      );
    }
    if (request.ServiceCode !== 'AmazonAppStream') {
      throw new AwsError('NotFoundException', `The service ${request.ServiceCode} has no prices here.`);
    }
    if (request.FormatVersion !== undefined && request.FormatVersion !== 'aws_v1') {
      throw new AwsError('InvalidParameterException', 'The FormatVersion must be aws_v1.');
    }
    const found = account.settings.prices
      .map((price, index) => ({ item: priceListItem(price), index }))
      .filter(({ item }) => request.Filters?.every((filter) => passes(filter, item)) ?? true);
    const { items, nextToken } = page(
      found,
      ({ index }) => index,
      request.MaxResults ?? 100,
      request.NextToken,
    );
    return {
      FormatVersion: 'aws_v1',
      PriceList: items.map(({ item }) => JSON.stringify(item)),
      NextToken: nextToken,
    };
  },
};

function passes({ Type, Field, Value }: Filter, item: PriceListItem): boolean {
  const given = fieldOf(Field, item);
  switch (Type) {
    case 'TERM_MATCH':
    case 'EQUALS':
      return given === Value;
    case 'CONTAINS':
      return given?.includes(Value) === true;
    case 'ANY_OF':
      return given !== undefined && Value.split(',').includes(given);
    case 'NONE_OF':
      return given === undefined || !Value.split(',').includes(given);
  }
}

function fieldOf(field: string, { product, serviceCode }: PriceListItem): string | undefined {
  if (field === 'ServiceCode') return serviceCode;
  if (field === 'productFamily') return product.productFamily;
  return Object.hasOwn(product.attributes, field) ? product.attributes[field] : undefined;
}
