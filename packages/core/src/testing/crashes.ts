import type { Notifier } from '../delivery/notifier.ts';
import { route } from '../delivery/route.ts';
import type { ImageStore } from '../ports/image-store.ts';

/** Where a process crashes: at its n-th external call (from 1), before the call or between its effect and its answer. */
export interface CrashPoint {
  readonly call: number;
  readonly side: 'before' | 'after';
}

/** Counts the calls of several consecutive processes. */
export interface CallCounter {
  count: number;
}

/** A process that can crash at its external calls. */
export interface CrashTrigger {
  /** Makes a call, unless the process has crashed: then it has no effect, and never resolves. */
  call<T>(effect: () => Promise<T>): Promise<T>;
  /** Resolves when the process has crashed. The driver races the process against it. */
  readonly died: Promise<void>;
}

/** A process that crashes at a point, if one is given. */
export function createCrashTrigger(counter: CallCounter, crash?: CrashPoint): CrashTrigger {
  let dead = false;
  let die: () => void = () => {};
  const died = new Promise<void>((resolve) => {
    die = () => {
      dead = true;
      resolve();
    };
  });
  const never = <T>() => new Promise<T>(() => {});
  return {
    died,
    async call<T>(effect: () => Promise<T>): Promise<T> {
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
    },
  };
}

/** A store whose calls can crash the process. */
export function crashingStore({ call }: CrashTrigger, store: ImageStore): ImageStore {
  const { readTags } = store;
  return {
    ...(readTags === undefined
      ? {}
      : { readTags: (query, read) => call(() => readTags.call(store, query, read)) }),
    find: (query) => call(() => store.find(query)),
    list: () => call(() => store.list()),
    remove: (image) => call(async () => store.remove?.(image)),
    describe: (names, options) => call(() => store.describe(names, options)),
    dryRun: (order) => call(() => store.dryRun(order)),
    startUpdate: (order) => call(() => store.startUpdate(order)),
    retag: (image, change) => call(() => store.retag(image, change)),
  };
}

/** A notifier whose calls can crash the process. */
export function crashingNotifier({ call }: CrashTrigger, notifier: Notifier): Notifier {
  const { notifyMany } = notifier;
  return {
    ...route(notifier, {}),
    notify: (event) => call(() => notifier.notify(event)),
    ...(notifyMany === undefined
      ? {}
      : { notifyMany: (delivery) => call(() => notifyMany.call(notifier, delivery)) }),
  };
}
