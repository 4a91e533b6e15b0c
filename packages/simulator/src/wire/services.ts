import type { ServiceName } from '../operations/operation.ts';

/** A protocol: AWS JSON, AWS Query, or Smithy RPC v2 with CBOR. */
export type Wire = 'json' | 'query' | 'cbor';

/** How a service speaks, and what it calls the errors that all services have. */
export interface ServiceProfile {
  readonly wires: readonly Wire[];
  /** Prefix of X-Amz-Target in JSON, and the service in the path in CBOR. */
  readonly target?: string;
  /** Version of AWS JSON. Default 1.1. */
  readonly jsonVersion?: '1.0';
  /** Version of the query API. */
  readonly version?: string;
  /** Host in the namespace of its answers in XML. Default: the service itself. */
  readonly host?: string;
  /** Prefix of its IAM actions. */
  readonly actions: string;
  readonly throttled: string;
  readonly internal: string;
  readonly denied: string;
  readonly invalid: string;
  /** Code of credentials whose time is over. Default `ExpiredTokenException`. */
  readonly expired?: string;
  /** Code of credentials that are not valid. Default `UnrecognizedClientException`. */
  readonly unknownToken?: string;
}

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html and its like. */
export const SERVICES: Readonly<Record<ServiceName, ServiceProfile>> = {
  appstream: {
    wires: ['json', 'cbor'],
    target: 'PhotonAdminProxyService',
    actions: 'appstream',
    throttled: 'ThrottlingException',
    internal: 'InternalFailure',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  tagging: {
    wires: ['json'],
    target: 'ResourceGroupsTaggingAPI_20170126',
    actions: 'tag',
    throttled: 'ThrottledException',
    internal: 'InternalServiceException',
    denied: 'AccessDeniedException',
    invalid: 'InvalidParameterException',
  },
  quotas: {
    wires: ['json'],
    target: 'ServiceQuotasV20190624',
    actions: 'servicequotas',
    throttled: 'TooManyRequestsException',
    internal: 'ServiceException',
    denied: 'AccessDeniedException',
    invalid: 'IllegalArgumentException',
  },
  ses: {
    expired: 'ExpiredToken',
    unknownToken: 'InvalidClientTokenId',
    wires: ['query'],
    version: '2010-12-01',
    actions: 'ses',
    throttled: 'Throttling',
    internal: 'InternalFailure',
    denied: 'AccessDenied',
    invalid: 'ValidationError',
  },
  sns: {
    expired: 'ExpiredToken',
    unknownToken: 'InvalidClientTokenId',
    wires: ['query'],
    version: '2010-03-31',
    actions: 'sns',
    throttled: 'Throttling',
    internal: 'InternalError',
    denied: 'AuthorizationError',
    invalid: 'ValidationError',
  },
  events: {
    wires: ['json'],
    target: 'AWSEvents',
    actions: 'events',
    throttled: 'ThrottlingException',
    internal: 'InternalException',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  ssm: {
    wires: ['json'],
    target: 'AmazonSSM',
    actions: 'ssm',
    throttled: 'ThrottlingException',
    internal: 'InternalServerError',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  secretsmanager: {
    wires: ['json'],
    target: 'secretsmanager',
    actions: 'secretsmanager',
    throttled: 'ThrottlingException',
    internal: 'InternalServiceError',
    denied: 'AccessDeniedException',
    invalid: 'InvalidParameterException',
  },
  pricing: {
    wires: ['json'],
    target: 'AWSPriceListService',
    actions: 'pricing',
    throttled: 'ThrottlingException',
    internal: 'InternalErrorException',
    denied: 'AccessDeniedException',
    invalid: 'InvalidParameterException',
  },
  cloudwatch: {
    wires: ['cbor', 'json', 'query'],
    target: 'GraniteServiceVersion20100801',
    jsonVersion: '1.0',
    version: '2010-08-01',
    host: 'monitoring',
    actions: 'cloudwatch',
    throttled: 'Throttling',
    internal: 'InternalServiceFault',
    denied: 'AccessDenied',
    invalid: 'ValidationError',
  },
  sts: {
    expired: 'ExpiredToken',
    unknownToken: 'InvalidClientTokenId',
    wires: ['query'],
    version: '2011-06-15',
    actions: 'sts',
    throttled: 'Throttling',
    internal: 'InternalFailure',
    denied: 'AccessDenied',
    invalid: 'ValidationError',
  },
};

/** The names of all services. */
export const SERVICE_NAMES: readonly ServiceName[] = [
  'appstream',
  'tagging',
  'quotas',
  'ses',
  'sns',
  'sts',
  'events',
  'ssm',
  'secretsmanager',
  'cloudwatch',
  'pricing',
];
