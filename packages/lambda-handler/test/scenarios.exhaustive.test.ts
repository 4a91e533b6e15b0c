import { campaignScenarios } from '@appstream-campaign/core/testing';
import { onlyLarge } from '@appstream-campaign/test-support/large-scenarios';
import { test } from 'vitest';
import { stepFunctions } from './step-functions-driver.ts';

campaignScenarios(onlyLarge(test), stepFunctions);
