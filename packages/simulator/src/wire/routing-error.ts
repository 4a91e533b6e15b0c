import type { AwsError } from '../errors/aws-error.ts';
import type { ServiceName } from '../operations/operation.ts';

/** A request that leads to no operation, with the service in whose manner the answer is given. */
export class RoutingError extends Error {
  override readonly name = 'RoutingError';
  readonly service: ServiceName;
  readonly answer: AwsError;

  constructor(service: ServiceName, answer: AwsError) {
    super(answer.message);
    this.service = service;
    this.answer = answer;
  }
}
