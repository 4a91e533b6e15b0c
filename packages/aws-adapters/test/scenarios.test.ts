import {
  campaignScenarios,
  driveLocally,
  passLocally,
  rolloutScenarios,
} from '@appstream-campaign/core/testing';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { test } from 'vitest';
import { createSimulatorFleets } from './simulator-fleets.ts';

campaignScenarios(test, { makeWorld: createSimulatorWorld, drive: driveLocally });
rolloutScenarios(test, { makeWorld: createSimulatorFleets, pass: passLocally });
