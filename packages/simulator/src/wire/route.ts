import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';
import { findOperation, type RegisteredOperation } from '../operations/registry.ts';
import { queryInput } from './query-input.ts';
import { RoutingError } from './routing-error.ts';
import { SERVICES } from './services.ts';
import { credentialScope } from './signature.ts';

/** A request that found its operation. */
export interface RoutedRequest {
  readonly operation: RegisteredOperation;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Finds the operation and reads the input of a request. Throws {@link RoutingError}. */
export function route(path: string, headers: IncomingHttpHeaders, body: string): RoutedRequest {
  if (headers['smithy-protocol'] !== undefined || path.startsWith('/service/')) {
    const message =
      'The simulator does not speak CBOR: make the client use its JSON protocol (AWS JSON 1.1).';
    throw refused('appstream', 'UnknownOperationException', message, 404);
  }
  if (path !== '/') {
    const known = 'AWS requests go to /, and /_simulator/ tells about the simulator.';
    throw refused('appstream', 'UnknownOperationException', `There is nothing at ${path}. ${known}`, 404);
  }
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? routeJson(target, body) : routeQuery(headers, body);
}

function routeJson(target: string, body: string): RoutedRequest {
  const [marker = '', name = ''] = target.split('.');
  const service = SERVICE_NAMES.find(
    (one) => SERVICES[one].protocol === 'json' && SERVICES[one].marker === marker,
  );
  const operation = service && findOperation(service, name);
  if (operation === undefined) {
    const message = `The simulator does not play the operation ${target}.`;
    throw refused(service ?? 'appstream', 'UnknownOperationException', message, 404);
  }
  return { operation, input: jsonInput(operation.service, body) };
}

function routeQuery(headers: IncomingHttpHeaders, body: string): RoutedRequest {
  const parameters = new URLSearchParams(body);
  const version = parameters.get('Version');
  const signed = credentialScope(headers.authorization)?.service;
  const service = QUERY_SERVICES.find((one) => SERVICES[one].marker === version || one === signed);
  const action = parameters.get('Action');
  if (service === undefined || action === null) {
    const message =
      'A request needs the header X-Amz-Target, or Action and Version of SES, SNS or STS in a form.';
    throw refused(service ?? 'appstream', 'UnknownOperationException', message, 404);
  }
  const operation = findOperation(service, action);
  if (operation === undefined) {
    const message = `Could not find operation ${action} for version ${SERVICES[service].marker}`;
    throw refused(service, 'InvalidAction', message);
  }
  return { operation, input: queryInput(parameters, operation.input) };
}

function jsonInput(service: ServiceName, body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw refused(service, 'SerializationException', `The body is not JSON: ${String(cause)}`);
  }
  throw refused(service, 'SerializationException', 'The body must be a JSON object.');
}

function refused(service: ServiceName, code: string, message: string, status: number = 400): RoutingError {
  return new RoutingError(service, new AwsError(code, message, status));
}

const SERVICE_NAMES: readonly ServiceName[] = [
  'appstream',
  'tagging',
  'quotas',
  'ses',
  'sns',
  'sts',
  'events',
  'ssm',
  'secretsmanager',
];
const QUERY_SERVICES: readonly ServiceName[] = ['ses', 'sns', 'sts'];
