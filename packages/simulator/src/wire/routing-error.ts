import type { AwsError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';
import type { Wire } from './services.ts';

/** A request that leads to no operation, with the service and the protocol in whose manner the answer is given. */
export class RoutingError extends Error {
  override readonly name = 'RoutingError';
  readonly service: ServiceName;
  readonly answer: AwsError;
  readonly wire: Wire;

  constructor(service: ServiceName, answer: AwsError, wire: Wire) {
    super(answer.message);
    this.service = service;
    this.answer = answer;
    this.wire = wire;
  }
}
