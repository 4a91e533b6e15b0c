/** Time, for the drivers. The core only ever asks it for `now`; `sleepUntil` is for the local loop. */
export interface Clock {
  /** The time now. */
  now(): Date;
  /** Resolves at `instant`, or at once when that has passed. Rejects with the signal's reason when aborted. */
  sleepUntil(instant: Date, signal?: AbortSignal): Promise<void>;
}
