import { campaignScenarios, createMemoryWorld, driveLocally } from '@appstream-campaign/core/testing';
import { test } from 'vitest';

campaignScenarios(test, { makeWorld: createMemoryWorld, drive: driveLocally });
