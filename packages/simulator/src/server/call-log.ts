import type { ServiceName } from '../operations/operation.ts';

/** One request that reached the simulator. */
export interface Call {
  /** When it was decided, by the simulator's clock. */
  readonly at: Date;
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  /** Id of the account that it went to. */
  readonly account: string;
  /** The input as it came over the wire, before any check. */
  readonly request: Readonly<Record<string, unknown>>;
  /** `ok`, the code of an error, `dropped before`, `dropped after`, `timeout`, `html` or `empty`. */
  readonly outcome: string;
  /** Which try of the SDK it was, when the SDK says so. */
  readonly attempt: number | undefined;
  /** The SDK's id of the call: the same for all tries. */
  readonly invocationId: string | undefined;
}
