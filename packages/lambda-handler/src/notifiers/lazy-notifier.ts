import type { Notifier, Route } from '@appstream-campaign/core';
import { readRoute } from '@appstream-campaign/core/delivery';

/** A notifier that loads its client with its first message, or with `load`. */
export interface LoadableNotifier extends Notifier {
  /**
   * Loads the client and reads the secrets now.
   * @throws NotifierError, InvalidOptionsError when loading fails; the next message retries
   */
  load(): Promise<void>;
}

/** The settings of a notifier before it is loaded. */
export interface LazyNotifierOptions {
  /** Its default route, and `together` if it accepts several events at once. */
  readonly defaults: Route & { readonly name: string; readonly together: 'never' | 'gathered' | 'always' };
  /** The route in the settings. */
  readonly route: Route | undefined;
  readonly load: (route: Required<Route>) => Promise<Notifier>;
}

/**
 * A notifier whose client is loaded, and whose secrets are fetched, with the first message: most checks send none. After a
 * failure, the next message retries.
 */
export function lazyNotifier({ defaults, route, load }: LazyNotifierOptions): LoadableNotifier {
  const { together, ...own } = defaults;
  const by = readRoute('Routes', route ?? {}, own);
  let loaded: Promise<Notifier> | undefined;
  const ready = (): Promise<Notifier> => {
    const loading = loaded ?? load(by);
    loaded = loading;
    loading.catch(() => {
      loaded = undefined;
    });
    return loading;
  };
  const takesMany = together === 'always' || (together === 'gathered' && by.digestMinutes > 0);
  return {
    ...by,
    load: async () => void (await ready()),
    notify: async (event) => (await ready()).notify(event),
    ...(takesMany ? { notifyMany: async (delivery) => (await ready()).notifyMany?.(delivery) } : {}),
  };
}
