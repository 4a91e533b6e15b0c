/** The event that the handler was called with is wrong. The message names the field. No AWS call was made. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The environment of the function is wrong. The message names the variable. No AWS call was made. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
}

/**
 * An error that a person has to resolve, for example a missing permission, has stopped a pass of the rollout. What was done
 * before is kept, and the next pass continues. The function fails so that alarms notice it.
 */
export class RolloutStoppedError extends Error {
  override readonly name = 'RolloutStoppedError';

  constructor(reason: string, done: number) {
    super(
      `The pass was stopped after ${done} ${done === 1 ? 'action' : 'actions'}: ${reason} The log names what was not done; the next pass goes on there.`,
    );
  }
}
