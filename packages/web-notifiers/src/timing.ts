/** Time as a notifier needs it. */
export interface Timing {
  /** The time now; it goes into signatures. */
  now(): Date;
  /** Resolves after a while: between two tries. */
  pause(milliseconds: number): Promise<void>;
}

/** The machine's own time. */
export const machineTiming: Timing = {
  now: () => new Date(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
