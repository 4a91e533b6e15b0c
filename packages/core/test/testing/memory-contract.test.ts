import { renderMessage } from '@appstream-campaign/core/messages';
import {
  createMemoryInventory,
  createMemoryWorld,
  imageStoreContract,
  inventoryContract,
  notifierContract,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { test } from 'vitest';

imageStoreContract(test, createMemoryWorld);

inventoryContract(test, createMemoryInventory);

notifierContract(test, async () => {
  const notifier = new RecordingNotifier();
  return {
    notifier,
    arrived: () => notifier.delivered.map((event) => renderMessage(event).text),
    breakDown: () => {
      notifier.failures = Number.POSITIVE_INFINITY;
    },
    repair: () => {
      notifier.failures = 0;
    },
    close: async () => {},
  };
});

notifierContract(test, async () => {
  const notifier = new RecordingNotifier({ name: 'together', together: true, digestMinutes: 30 });
  return {
    notifier,
    arrived: () => [
      ...notifier.deliveries.map(({ events }) => renderMessage(events).text),
      ...notifier.delivered
        .slice(notifier.deliveries.flatMap(({ events }) => events).length)
        .map((event) => renderMessage(event).text),
    ],
    breakDown: () => {
      notifier.failures = Number.POSITIVE_INFINITY;
    },
    repair: () => {
      notifier.failures = 0;
    },
    close: async () => {},
  };
});
