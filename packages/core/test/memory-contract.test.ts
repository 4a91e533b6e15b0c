import { renderMessage } from '@appstream-campaign/core';
import {
  createMemoryWorld,
  imageStoreContract,
  notifierContract,
  RecordingNotifier,
} from '@appstream-campaign/core/testing';
import { test } from 'vitest';

imageStoreContract(test, createMemoryWorld);

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
