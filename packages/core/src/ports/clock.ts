/** The time, for drivers. The core itself only calls `now`; `sleepUntil` is for the local loop. */
export interface Clock {
  /** The time now. */
  now(): Date;
  /** Resolves at `instant`, or at once when that has passed. Rejects with the signal's reason when aborted. */
  sleepUntil(instant: Date, signal?: AbortSignal): Promise<void>;
}
