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
