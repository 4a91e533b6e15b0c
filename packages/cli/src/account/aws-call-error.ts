import { sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import type { Target } from '../config/target.ts';

/** A call to AWS failed; the error page reads what the SDK threw from `cause`. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  /** The call, such as `sts:GetCallerIdentity`. */
  readonly call: string;
  readonly target: Target;

  constructor(cause: unknown, call: string, target: Target) {
    super(`${call}: ${sdkFailure(cause).text}`, { cause });
    this.call = call;
    this.target = target;
  }
}
