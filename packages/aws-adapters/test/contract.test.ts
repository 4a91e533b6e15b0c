import { imageStoreContract } from '@appstream-campaign/core/testing';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { describe, test } from 'vitest';

describe('AppStreamImageStore with the tagging API', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup));
});

describe('AppStreamImageStore reading tags one by one', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup, { tagging: false }));
});
