import { SimulatorUsageError } from '../errors/usage-errors.ts';
import { parseFaultRule } from '../scenario/scenario-schema.ts';

/** What goes wrong with a call. */
export type Fault =
  /** The service's throttling error. */
  | { readonly kind: 'throttle' }
  /** Any error; `status` defaults to 400. */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** The service's own failure, HTTP 500. */
  | { readonly kind: 'internal' }
  /** No answer, and no effect; the connection is closed after `ms` real milliseconds, by default never. */
  | { readonly kind: 'timeout'; readonly ms?: number }
  /** The connection breaks before or after the call took effect. */
  | { readonly kind: 'drop'; readonly side: 'before' | 'after' }
  /** The caller lacks the permission. */
  | { readonly kind: 'access-denied' }
  /** The call works, `ms` real milliseconds late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** A PutEvents takes all entries but these (counted from 0), which fail with `code`. */
  | { readonly kind: 'partial'; readonly entries: readonly number[]; readonly code: string }
  /** A 503 with an HTML page, as a proxy in between gives it. */
  | { readonly kind: 'html' }
  /** A 200 with no body at all; the call takes no effect. */
  | { readonly kind: 'empty' };

/** Which calls a fault hits, in a form that a file can hold. Calls are counted from 1 over the simulator's life. */
export interface JsonFaultRule {
  /** Name of an operation, such as `CreateUpdatedImage`; `*` hits, and counts, calls of all operations. */
  readonly operation: string;
  /** The nth call only. */
  readonly nth?: number;
  /** These calls only. */
  readonly calls?: readonly number[];
  /** From this call on. */
  readonly from?: number;
  /** Up to this call, which is included. */
  readonly to?: number;
  readonly fault: Fault;
}

/** Which calls a fault hits: all conditions must hold; with none, every call of the operation. */
export interface FaultRule extends JsonFaultRule {
  /** Called with the request's input as it came over the wire. */
  readonly when?: (request: Readonly<Record<string, unknown>>) => boolean;
}

/** The scripted faults of a simulator. */
export interface Faults {
  /**
   * Adds a fault; when several match a call, the one added first wins. Returns a function that takes it away.
   * Throws `SimulatorUsageError` for an unknown operation or a rule that makes no sense.
   */
  add(rule: FaultRule): () => void;
  /** Takes all faults away. Calls stay counted. */
  clear(): void;
}

/** The faults, with the door that the server uses. */
export interface FaultScript extends Faults {
  /** Counts a call and tells what goes wrong with it, if anything. */
  next(operation: string, request: Readonly<Record<string, unknown>>): Fault | undefined;
}

/** An empty script for a simulator that knows these operations. */
export function createFaultScript(operations: readonly string[]): FaultScript {
  const counts = new Map<string, number>();
  let rules: readonly FaultRule[] = [];
  const count = (name: string): number => {
    const counted = (counts.get(name) ?? 0) + 1;
    counts.set(name, counted);
    return counted;
  };
  return {
    add: (given) => {
      const rule = parseFaultRule(given);
      if (rule.operation !== '*' && !operations.includes(rule.operation)) {
        throw new SimulatorUsageError(
          `A fault can't hit the operation "${rule.operation}": use * or one of ${operations.join(', ')}.`,
        );
      }
      rules = [...rules, rule];
      return () => {
        rules = rules.filter((kept) => kept !== rule);
      };
    },
    clear: () => {
      rules = [];
    },
    next: (operation, request) => {
      const ofAll = count('*');
      const ofOperation = count(operation);
      const hit = rules.find((rule) => {
        if (rule.operation === '*') return hits(rule, ofAll, request);
        return rule.operation === operation && hits(rule, ofOperation, request);
      });
      return hit?.fault;
    },
  };
}

function hits(rule: FaultRule, call: number, request: Readonly<Record<string, unknown>>): boolean {
  return (
    (rule.nth === undefined || rule.nth === call) &&
    (rule.calls === undefined || rule.calls.includes(call)) &&
    (rule.from === undefined || call >= rule.from) &&
    (rule.to === undefined || call <= rule.to) &&
    (rule.when === undefined || rule.when(request))
  );
}
