import { performance } from 'node:perf_hooks';
import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { CallPlace } from './fault.ts';

/** Decides for each call whether its operation's rate allows it. */
export interface CallRates {
  /** Takes a token for a call of this operation; false when there is none, and the call is to be throttled. */
  take(operation: string, place: CallPlace): boolean;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * A token bucket for each operation in each account and Region. It runs in real time, as the waits of an SDK between two attempts do; simulated
 * time can stand still or leap between two calls.
 * @param rates calls a second by operation; `*` for each that is not named
 * @throws SimulatorUsageError for an operation that the simulator does not know
 */
export function createCallRates(
  rates: Readonly<Record<string, number>>,
  operations: readonly string[],
): CallRates {
  const unknown = Object.keys(rates).find((name) => name !== '*' && !operations.includes(name));
  if (unknown !== undefined) {
    throw new SimulatorUsageError(
      `callsPerSecond can't limit the operation "${unknown}": use * or one of ${operations.join(', ')}.`,
    );
  }
  const buckets = new Map<string, Bucket>();
  return {
    take: (operation, { account, region }) => {
      const rate = Object.hasOwn(rates, operation) ? rates[operation] : rates['*'];
      if (rate === undefined) return true;
      const capacity = Math.max(1, rate);
      const now = performance.now();
      const key = `${account} ${region} ${operation}`;
      const bucket = buckets.get(key) ?? { tokens: capacity, filledAt: now };
      const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate);
      const allowed = tokens >= 1;
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, filledAt: now });
      return allowed;
    },
  };
}
