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
