import { campaignScenarios, driveLocally } from '@appstream-campaign/core/testing';
import { test } from 'vitest';
import { createSimulatorWorld } from './simulator-world.ts';

campaignScenarios(test, { makeWorld: createSimulatorWorld, drive: driveLocally });
