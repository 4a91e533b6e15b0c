/** The event that the handler was called with is wrong. The message names the field. No AWS call was made. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The environment of the function is wrong. The message names the variable. No AWS call was made. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
}
