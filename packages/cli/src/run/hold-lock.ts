import { takeLock } from './run-lock.ts';

/** A lock that is held, and a signal for when it is lost all the same. */
export interface HeldLock {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Takes the lock of one account in one Region for a campaign. Throws CommandError when somebody holds it. */
export async function holdLock(folder: string, campaign: string): Promise<HeldLock> {
  const lost = new AbortController();
  const lock = await takeLock(folder, campaign, () => lost.abort());
  return {
    lost: lost.signal,
    release: async () => {
      if (!lost.signal.aborted) await lock.release();
    },
  };
}
