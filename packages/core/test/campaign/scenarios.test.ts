import {
  campaignScenarios,
  createMemoryFleets,
  createMemoryWorld,
  driveLocally,
  passLocally,
  rolloutScenarios,
} from '@appstream-campaign/core/testing';
import { test } from 'vitest';

campaignScenarios(test, { makeWorld: createMemoryWorld, drive: driveLocally });
rolloutScenarios(test, { makeWorld: createMemoryFleets, pass: passLocally });
