import { imageStoreContract } from '@appstream-campaign/core/testing';
import { describe, test } from 'vitest';
import { createSimulatorWorld } from './simulator-world.ts';

describe('AppStreamImageStore with the tagging API', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup));
});

describe('AppStreamImageStore reading tags one by one', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup, { tagging: false }));
});
