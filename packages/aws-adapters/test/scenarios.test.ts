import { campaignScenarios, driveLocally } from '@appstream-campaign/core/testing';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { test } from 'vitest';

campaignScenarios(test, { makeWorld: createSimulatorWorld, drive: driveLocally });
