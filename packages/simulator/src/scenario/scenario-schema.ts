import * as v from 'valibot';
import { complaints, parser } from '../errors/parser.ts';
import { ScenarioError } from '../errors/usage-errors.ts';
import { jsonFaultRule } from '../faults/fault-schema.ts';
import { fleet } from '../world/fleets/fleet-schemas.ts';
import type { PriceSpec } from '../world/prices.ts';
import type { RoleSpec } from '../world/roles.ts';
import { alarm, amount, image, imageBuilder, quotas, region, wholeNumber } from '../world/spec-schemas.ts';
import type { Scenario } from './scenario.ts';

const parameter = v.strictObject({
  value: v.string(),
  type: v.picklist(['String', 'StringList', 'SecureString']),
});

const role: v.GenericSchema<unknown, RoleSpec> = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[\w+=,.@/-]{1,64}$/, 'is not the name of a role')),
  trusts: v.array(v.string()),
  externalId: v.exactOptional(v.string()),
  allow: v.exactOptional(v.array(v.string())),
  maxSessionMinutes: v.exactOptional(v.pipe(v.number(), v.minValue(60), v.maxValue(720))),
  accessKeyId: v.exactOptional(v.string()),
});

const price: v.GenericSchema<unknown, PriceSpec> = v.strictObject({
  instanceType: v.pipe(v.string(), v.minLength(1)),
  perHour: amount,
  region: v.exactOptional(region),
  operatingSystem: v.exactOptional(v.string()),
  instanceFunction: v.exactOptional(v.picklist(['ImageBuilder', 'Fleet', 'StoppedFleetInstance'])),
});

const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an account id of 12 digits'));

const accountEntries = {
  account: v.exactOptional(accountId),
  images: v.exactOptional(v.array(image)),
  fleets: v.exactOptional(v.array(fleet)),
  imageBuilders: v.exactOptional(v.array(imageBuilder)),
  alarms: v.exactOptional(v.array(alarm)),
  quotas: v.exactOptional(quotas),
  updates: v.exactOptional(
    v.strictObject({
      minutes: v.exactOptional(
        v.union(
          [amount, v.strictObject({ median: amount, sigma: amount })],
          'is neither minutes nor {median, sigma}',
        ),
      ),
      seed: v.exactOptional(v.pipe(v.number(), v.integer())),
      failureRate: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    }),
  ),
  copyMinutes: v.exactOptional(amount),
  unknownNames: v.exactOptional(v.picklist(['fail', 'omit'])),
  currentImageCall: v.exactOptional(v.picklist(['rebuilds', 'refuses'])),
  taggingLagMinutes: v.exactOptional(amount),
  taggingKnowsImages: v.exactOptional(v.picklist(['all', 'none'])),
  verifiedSenders: v.exactOptional(v.array(v.string())),
  sesSandbox: v.exactOptional(v.boolean()),
  topics: v.exactOptional(v.record(v.string(), wholeNumber)),
  parameters: v.exactOptional(v.record(v.string(), v.union([v.string(), parameter]))),
  secrets: v.exactOptional(v.record(v.string(), v.string())),
  allow: v.exactOptional(v.array(v.string())),
  prices: v.exactOptional(v.array(price)),
  roles: v.exactOptional(v.array(role)),
  accessKeyId: v.exactOptional(v.string()),
  suspended: v.exactOptional(v.boolean()),
};

const scenario: v.GenericSchema<unknown, Scenario> = v.strictObject({
  ...accountEntries,
  region: v.exactOptional(region),
  accounts: v.exactOptional(v.array(v.strictObject({ ...accountEntries, account: accountId }))),
  faults: v.exactOptional(v.array(jsonFaultRule)),
  callsPerSecond: v.exactOptional(v.record(v.string(), v.pipe(v.number(), v.finite(), v.gtValue(0)))),
  latencyMs: v.exactOptional(amount),
});

/**
 * Checks what a scenario file holds. The result may be given to `createSimulator` as it is.
 * Throws {@link ScenarioError}, which names each wrong or unknown key with its path.
 */
export function loadScenario(value: unknown): Scenario {
  const result = v.safeParse(scenario, value);
  if (result.success) return result.output;
  throw new ScenarioError(`The scenario is not valid: ${complaints(result.issues)}.`);
}

/** Checks the part of `createSimulator`'s options that a scenario file may hold too. */
export const parseScenarioOptions: (value: unknown) => Scenario = parser(scenario, 'The simulator’s options');
