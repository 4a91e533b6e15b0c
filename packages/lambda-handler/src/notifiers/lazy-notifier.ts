import type { Notifier, Route } from '@appstream-campaign/core';
import { readRoute } from '@appstream-campaign/core/delivery';

/** A notifier that loads what it needs with its first message, or when it is told to. */
export interface LoadableNotifier extends Notifier {
  /**
   * Loads the client and reads the secrets now.
   * @throws NotifierError, InvalidOptionsError when that can't be; it is tried again with the next message
   */
  load(): Promise<void>;
}

/** What has to be known of a notifier before it is loaded. */
export interface LazyNotifierOptions {
  /** Its own route, and `together` when it takes several events at once. */
  readonly defaults: Route & { readonly name: string; readonly together: 'never' | 'gathered' | 'always' };
  /** What the settings say instead. */
  readonly route: Route | undefined;
  readonly load: (route: Required<Route>) => Promise<Notifier>;
}

/**
 * A notifier whose client is loaded, and whose secrets are fetched, when the first message goes out: most checks have
 * nothing to tell. What could not be loaded is tried again with the next message.
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
