import type { ServiceName } from '../operations/operation.ts';

/**
 * A scenario that cannot be served: unreadable JSON, an unknown key, a value out of range.
 * The message names the place in the file; correct it there.
 */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/**
 * A wrong option of `createSimulator`, or a call on the world, the faults or a clock that makes no sense
 * (an image that is not there, a clock sent backwards). Correct the calling code.
 */
export class SimulatorUsageError extends Error {
  override readonly name = 'SimulatorUsageError';
}

/** An error answer of a simulated service: what goes over the wire, never thrown to a library user. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The error's code on the wire, such as `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status. AppStream's reference names 400 for all modelled errors. */
  readonly status: number;

  constructor(code: string, message: string, status: number = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A request that breaks its model's constraints. Each service answers it with a code of its own. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';

  /** @param failures one sentence for each broken constraint, in the wording of AWS. */
  constructor(failures: readonly string[]) {
    const counted = `${failures.length} validation error${failures.length === 1 ? '' : 's'} detected: `;
    super(counted + failures.join('; '));
  }
}

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
