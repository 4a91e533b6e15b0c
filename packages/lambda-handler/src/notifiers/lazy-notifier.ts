import type { Notifier, Route } from '@appstream-campaign/core';
import { readRoute } from '@appstream-campaign/core/delivery';

/** What has to be known of a notifier before it is loaded. */
export interface LazyNotifierOptions {
  /** Its own route, and `together` when it takes several events at once. */
  readonly defaults: Route & { readonly name: string; readonly together: 'never' | 'gathered' | 'always' };
  /** What the environment says instead. */
  readonly route: Route | undefined;
  readonly load: (route: Required<Route>) => Promise<Notifier>;
}

/**
 * A notifier whose client is loaded, and whose secrets are fetched, when the first message goes out: most checks have
 * nothing to tell. What could not be loaded is tried again with the next message.
 */
export function lazyNotifier({ defaults, route, load }: LazyNotifierOptions): Notifier {
  const { together, ...own } = defaults;
  const by = readRoute('CAMPAIGN_ROUTES', route ?? {}, own);
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
    notify: async (event) => (await ready()).notify(event),
    ...(takesMany ? { notifyMany: async (delivery) => (await ready()).notifyMany?.(delivery) } : {}),
  };
}
