import { randomUUID } from 'node:crypto';
import { type AwsError, ConstraintError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';
import { queryMembers } from './query-output.ts';
import { escapeXml } from './xml.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a service speaks, and what it calls the errors that all services have. */
export interface ServiceProfile {
  readonly protocol: 'json' | 'query';
  /** Prefix of X-Amz-Target, or version of the query API. */
  readonly marker: string;
  /** Prefix of its IAM actions. */
  readonly actions: string;
  readonly throttled: string;
  readonly internal: string;
  readonly denied: string;
  readonly invalid: string;
}

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/CommonErrors.html and its like. */
export const SERVICES: Readonly<Record<ServiceName, ServiceProfile>> = {
  appstream: {
    protocol: 'json',
    marker: 'PhotonAdminProxyService',
    actions: 'appstream',
    throttled: 'ThrottlingException',
    internal: 'InternalFailure',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  tagging: {
    protocol: 'json',
    marker: 'ResourceGroupsTaggingAPI_20170126',
    actions: 'tag',
    throttled: 'ThrottledException',
    internal: 'InternalServiceException',
    denied: 'AccessDeniedException',
    invalid: 'InvalidParameterException',
  },
  quotas: {
    protocol: 'json',
    marker: 'ServiceQuotasV20190624',
    actions: 'servicequotas',
    throttled: 'TooManyRequestsException',
    internal: 'ServiceException',
    denied: 'AccessDeniedException',
    invalid: 'IllegalArgumentException',
  },
  ses: {
    protocol: 'query',
    marker: '2010-12-01',
    actions: 'ses',
    throttled: 'Throttling',
    internal: 'InternalFailure',
    denied: 'AccessDenied',
    invalid: 'ValidationError',
  },
  sns: {
    protocol: 'query',
    marker: '2010-03-31',
    actions: 'sns',
    throttled: 'Throttling',
    internal: 'InternalError',
    denied: 'AuthorizationError',
    invalid: 'ValidationError',
  },
  events: {
    protocol: 'json',
    marker: 'AWSEvents',
    actions: 'events',
    throttled: 'ThrottlingException',
    internal: 'InternalException',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  ssm: {
    protocol: 'json',
    marker: 'AmazonSSM',
    actions: 'ssm',
    throttled: 'ThrottlingException',
    internal: 'InternalServerError',
    denied: 'AccessDeniedException',
    invalid: 'ValidationException',
  },
  secretsmanager: {
    protocol: 'json',
    marker: 'secretsmanager',
    actions: 'secretsmanager',
    throttled: 'ThrottlingException',
    internal: 'InternalServiceError',
    denied: 'AccessDeniedException',
    invalid: 'InvalidParameterException',
  },
  sts: {
    protocol: 'query',
    marker: '2011-06-15',
    actions: 'sts',
    throttled: 'Throttling',
    internal: 'InternalFailure',
    denied: 'AccessDenied',
    invalid: 'ValidationError',
  },
};

/** A good answer of an operation. */
export function okAnswer(service: ServiceName, operation: string, result: object): WireAnswer {
  if (SERVICES[service].protocol === 'json') return jsonAnswer(200, result);
  const id = randomUUID();
  const body =
    `<${operation}Response xmlns="${namespaceOf(service)}"><${operation}Result>${queryMembers(result)}` +
    `</${operation}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
  return xmlAnswer(200, body, id);
}

/** An error answer of a service. */
export function errorAnswer(service: ServiceName, error: AwsError | ConstraintError): WireAnswer {
  const { protocol, invalid } = SERVICES[service];
  const code = error instanceof ConstraintError ? invalid : error.code;
  const status = error instanceof ConstraintError ? 400 : error.status;
  if (protocol === 'json') {
    // AppStream's modelled errors carry their text in "Message", the errors common to all services in "message".
    const member = MODELLED.test(code) ? 'Message' : 'message';
    return jsonAnswer(status, { __type: code, [member]: error.message });
  }
  const id = randomUUID();
  const type = status < 500 ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse xmlns="${namespaceOf(service)}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`;
  return xmlAnswer(status, body, id);
}

/** A JSON answer of the kind that AWS gives. */
function jsonAnswer(status: number, value: object): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}

const MODELLED =
  /^(Resource|LimitExceeded|InvalidAccountStatus|InvalidParameter|Operation|ConcurrentModification|IncompatibleImage|RequestLimit|Throttled|InternalService|PaginationToken|NoSuchResource|IllegalArgument|InvalidPaginationToken|TooManyRequests)/;

function namespaceOf(service: ServiceName): string {
  const scheme = service === 'sts' ? 'https' : 'http';
  return `${scheme}://${service}.amazonaws.com/doc/${SERVICES[service].marker}/`;
}

function xmlAnswer(status: number, body: string, requestId: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
