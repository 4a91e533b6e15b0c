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
  /** From this minute of the simulator's time on, counted from its start. */
  readonly fromMinute?: number;
  /** Before this minute. */
  readonly untilMinute?: number;
  /** Calls to this account only. */
  readonly account?: string;
  /** Calls in this Region only. */
  readonly region?: string;
  readonly fault: Fault;
}

/** Where a call goes. */
export interface CallPlace {
  readonly account: string;
  readonly region: string;
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
