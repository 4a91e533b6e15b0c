import type { AnnouncedType, Notifier } from '@appstream-campaign/core';

/** A notifier whose client is loaded when the first message goes out: most checks have nothing to tell. */
export function lazyNotifier(
  name: string,
  load: () => Promise<Notifier>,
  wants?: readonly AnnouncedType[],
): Notifier {
  let loaded: Promise<Notifier> | undefined;
  return {
    name,
    ...(wants === undefined ? {} : { wants }),
    async notify(event) {
      loaded ??= load();
      const notifier = await loaded;
      return notifier.notify(event);
    },
  };
}
