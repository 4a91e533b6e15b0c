import { campaignScenarios } from '@appstream-campaign/core/testing';
import { withoutLarge } from '@appstream-campaign/test-support/large-scenarios';
import { test } from 'vitest';
import { builtCommandDriver } from './command-driver.ts';

campaignScenarios(withoutLarge(test), builtCommandDriver);
