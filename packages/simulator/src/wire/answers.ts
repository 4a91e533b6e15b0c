import { randomUUID } from 'node:crypto';
import { type AwsError, ConstraintError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';
import { cborBytes } from './cbor.ts';
import { jsonText } from './json-output.ts';
import { queryMembers } from './query-output.ts';
import { SERVICES, type Wire } from './services.ts';
import { escapeXml } from './xml.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A good answer of an operation. Instants in it are `Date`s. */
export function okAnswer(service: ServiceName, operation: string, result: object, wire: Wire): WireAnswer {
  switch (wire) {
    case 'json':
      return jsonAnswer(service, 200, result);
    case 'cbor':
      return cborAnswer(200, result);
    case 'query': {
      const id = randomUUID();
      const body =
        `<${operation}Response xmlns="${namespaceOf(service)}"><${operation}Result>${queryMembers(result)}` +
        `</${operation}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
      return xmlAnswer(200, body, id);
    }
  }
}

/** An error answer of a service. */
export function errorAnswer(service: ServiceName, error: AwsError | ConstraintError, wire: Wire): WireAnswer {
  const code = error instanceof ConstraintError ? SERVICES[service].invalid : error.code;
  const status = error instanceof ConstraintError ? 400 : error.status;
  const type = status < 500 ? 'Sender' : 'Receiver';
  if (wire === 'query') {
    const id = randomUUID();
    const body =
      `<ErrorResponse xmlns="${namespaceOf(service)}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`;
    return xmlAnswer(status, body, id);
  }
  // AppStream's modelled errors carry their text in "Message", the errors common to all services in "message".
  const member = MODELLED.test(code) ? 'Message' : 'message';
  const value = { __type: code, [member]: error.message };
  const answer = wire === 'cbor' ? cborAnswer(status, value) : jsonAnswer(service, status, value);
  // A service that once spoke Query alone tells its old code, too:
  // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
  if (SERVICES[service].version === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${type}` } };
}

const MODELLED =
  /^(Resource|LimitExceeded|InvalidAccountStatus|InvalidParameter|Operation|ConcurrentModification|IncompatibleImage|RequestLimit|Throttled|InternalService|PaginationToken|NoSuchResource|NotFound|IllegalArgument|InvalidPaginationToken|TooManyRequests)/;

function jsonAnswer(service: ServiceName, status: number, value: object): WireAnswer {
  const version = SERVICES[service].jsonVersion ?? '1.1';
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: jsonText(value),
  };
}

/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
function cborAnswer(status: number, value: object): WireAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': randomUUID(),
    },
    body: cborBytes(value),
  };
}

function namespaceOf(service: ServiceName): string {
  const { host, version } = SERVICES[service];
  const scheme = service === 'sts' ? 'https' : 'http';
  return `${scheme}://${host ?? service}.amazonaws.com/doc/${version}/`;
}

function xmlAnswer(status: number, body: string, requestId: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
