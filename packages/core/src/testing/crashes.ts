import type { ImageStore } from '../image-store.ts';
import type { Notifier } from '../notifier.ts';

/** Where a process dies: at its n-th call (from 1) to the outside, before the call or between effect and answer. */
export interface CrashPoint {
  readonly call: number;
  readonly side: 'before' | 'after';
}

/** The outside world of a process that can die. */
export interface MortalProcess {
  readonly store: ImageStore;
  readonly notifiers: readonly Notifier[];
  /** Calls made so far, by all processes that share the counter. */
  readonly calls: () => number;
  /** Resolves when the process has died. */
  readonly died: Promise<void>;
}

/** Counts the calls of several processes that follow each other. */
export interface CallCounter {
  count: number;
}

/**
 * Gives a process a store and notifiers through which it dies at a point: from then on none of its calls has any
 * effect, and none is ever answered. Whoever drives the process races it against `died`.
 */
export function mortalProcess(
  store: ImageStore,
  notifiers: readonly Notifier[],
  counter: CallCounter,
  crash?: CrashPoint,
): MortalProcess {
  let dead = false;
  let die: () => void = () => {};
  const died = new Promise<void>((resolve) => {
    die = () => {
      dead = true;
      resolve();
    };
  });
  const never = <T>() => new Promise<T>(() => {});
  async function call<T>(effect: () => Promise<T>): Promise<T> {
    if (dead) return never();
    counter.count++;
    const here = counter.count === crash?.call;
    if (here && crash.side === 'before') {
      die();
      return never();
    }
    try {
      const answer = await effect();
      if (here) die();
      return dead ? never() : answer;
    } catch (error) {
      if (here) die();
      if (dead) return never();
      throw error;
    }
  }
  return {
    store: {
      find: (query) => call(() => store.find(query)),
      describe: (names, options) => call(() => store.describe(names, options)),
      dryRun: (order) => call(() => store.dryRun(order)),
      startUpdate: (order) => call(() => store.startUpdate(order)),
      retag: (image, change) => call(() => store.retag(image, change)),
    },
    notifiers: notifiers.map((notifier) => ({
      name: notifier.name,
      ...(notifier.wants === undefined ? {} : { wants: notifier.wants }),
      notify: (event) => call(() => notifier.notify(event)),
    })),
    calls: () => counter.count,
    died,
  };
}
