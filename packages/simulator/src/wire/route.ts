import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';
import { findOperation, type RegisteredOperation } from '../operations/registry.ts';
import { cborValue } from './cbor.ts';
import { queryInput } from './query-input.ts';
import { RoutingError } from './routing-error.ts';
import { SERVICE_NAMES, SERVICES, type Wire } from './services.ts';
import { credentialScope } from './signature.ts';

/** A request that found its operation. */
export interface RoutedRequest {
  readonly operation: RegisteredOperation;
  readonly input: Readonly<Record<string, unknown>>;
  /** The protocol in which it asks, and is answered. */
  readonly wire: Wire;
}

/** Finds the operation and reads the input of a request. Throws {@link RoutingError}. */
export function route(path: string, headers: IncomingHttpHeaders, body: Buffer): RoutedRequest {
  if (headers['smithy-protocol'] !== undefined || path.startsWith('/service/')) return routeCbor(path, body);
  if (path !== '/') {
    const known = 'AWS requests go to /, and /_simulator/ tells about the simulator.';
    throw unknownOperation('appstream', 'json', `There is nothing at ${path}. ${known}`);
  }
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? routeJson(target, body) : routeQuery(headers, body);
}

/** The protocol of a request that could not be looked at any closer. */
export function wireOf(headers: IncomingHttpHeaders): Wire {
  return headers['smithy-protocol'] === undefined ? 'json' : 'cbor';
}

/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
function routeCbor(path: string, body: Buffer): RoutedRequest {
  const [, target = '', name = ''] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? [];
  const operation = targeted('cbor', target, name, path);
  const value = parsed(operation.service, 'cbor', () => cborValue(body));
  return { operation, input: value, wire: 'cbor' };
}

function routeJson(header: string, body: Buffer): RoutedRequest {
  const [target = '', name = ''] = header.split('.');
  const operation = targeted('json', target, name, header);
  const text = body.toString();
  const value = parsed(operation.service, 'json', () => JSON.parse(text === '' ? '{}' : text));
  return { operation, input: value, wire: 'json' };
}

function targeted(wire: Wire, target: string, name: string, shown: string): RegisteredOperation {
  const service = SERVICE_NAMES.find((one) => SERVICES[one].target === target);
  if (service !== undefined && !SERVICES[service].wires.includes(wire)) {
    const message = `The service ${target} does not speak ${wire.toUpperCase()}.`;
    throw unknownOperation(service, wire, message);
  }
  const operation = service && findOperation(service, name);
  if (operation !== undefined) return operation;
  const message = `The simulator does not play the operation ${shown}.`;
  throw unknownOperation(service ?? 'appstream', wire, message);
}

function routeQuery(headers: IncomingHttpHeaders, body: Buffer): RoutedRequest {
  const parameters = new URLSearchParams(body.toString());
  const version = parameters.get('Version');
  const signed = credentialScope(headers.authorization)?.service;
  const speaking = SERVICE_NAMES.filter((one) => SERVICES[one].wires.includes('query'));
  const service = speaking.find((one) => SERVICES[one].version === version || one === signed);
  const action = parameters.get('Action');
  if (service === undefined || action === null) {
    const message =
      'A request needs the header X-Amz-Target, or Action and Version of SES, SNS, STS or CloudWatch in a form.';
    throw unknownOperation(service ?? 'appstream', service ? 'query' : 'json', message);
  }
  const operation = findOperation(service, action);
  if (operation === undefined) {
    const message = `Could not find operation ${action} for version ${SERVICES[service].version}`;
    throw new RoutingError(service, new AwsError('InvalidAction', message), 'query');
  }
  return { operation, input: queryInput(parameters, operation.input), wire: 'query' };
}

function parsed(service: ServiceName, wire: Wire, read: () => unknown): Readonly<Record<string, unknown>> {
  try {
    const value = read();
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    const message = `The body is not ${wire.toUpperCase()}: ${String(cause)}`;
    throw unreadable(service, wire, message);
  }
  const message = `The body must be a ${wire.toUpperCase()} ${wire === 'cbor' ? 'map' : 'object'}.`;
  throw unreadable(service, wire, message);
}

function unknownOperation(service: ServiceName, wire: Wire, message: string): RoutingError {
  return new RoutingError(service, new AwsError('UnknownOperationException', message, 404), wire);
}

function unreadable(service: ServiceName, wire: Wire, message: string): RoutingError {
  return new RoutingError(service, new AwsError('SerializationException', message), wire);
}
