import { fleetStoreContract, imageStoreContract } from '@appstream-campaign/core/testing';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { describe, test } from 'vitest';
import { createSimulatorFleets } from './simulator-fleets.ts';

describe('AppStreamImageStore with the tagging API', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup));
});

describe('AppStreamImageStore reading tags one by one', () => {
  imageStoreContract(test, (setup) => createSimulatorWorld(setup, { tagging: false }));
});

describe('AppStreamFleetStore', () => {
  fleetStoreContract(test, createSimulatorFleets);
});
