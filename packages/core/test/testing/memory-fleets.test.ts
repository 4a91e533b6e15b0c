import { createMemoryFleets, fleetStoreContract } from '@appstream-campaign/core/testing';
import { test } from 'vitest';

fleetStoreContract(test, createMemoryFleets);
