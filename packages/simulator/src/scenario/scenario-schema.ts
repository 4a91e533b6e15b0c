import * as v from 'valibot';
import { ScenarioError, SimulatorUsageError } from '../errors/usage-errors.ts';
import type { Fault, FaultRule, JsonFaultRule } from '../faults/fault-script.ts';
import type { UpdateBehaviour } from '../world/image-record.ts';
import type { Quotas } from '../world/settings.ts';
import type { FleetSpec, ImageBuilderSpec, ImageSpec } from '../world/specs.ts';
import type { Tags } from '../world/tag-history.ts';
import type { Scenario } from './scenario.ts';

const name = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/, badName));
const region = v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not the name of a Region'));
const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const callNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const instant = v.union([
  v.date(),
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'is not a date such as 2026-11-23T08:00:00Z'),
    v.transform((text) => new Date(text)),
  ),
]);
const tags = v.record(v.string(), v.string());
const state = v.picklist([
  'PENDING',
  'AVAILABLE',
  'FAILED',
  'COPYING',
  'DELETING',
  'CREATING',
  'IMPORTING',
  'VALIDATING',
]);
const update = v.strictObject({
  minutes: v.exactOptional(amount),
  outcome: v.exactOptional(v.picklist(['available', 'failed', 'never'])),
  failures: v.exactOptional(amount),
  failure: v.exactOptional(v.strictObject({ code: v.string(), message: v.string() })),
  current: v.exactOptional(v.boolean()),
  incompatible: v.exactOptional(v.boolean()),
  notPermitted: v.exactOptional(v.boolean()),
});
const permissions = v.record(
  v.pipe(v.string(), v.regex(/^\d+$/, 'is not an account id')),
  v.strictObject({
    allowFleet: v.exactOptional(v.boolean()),
    allowImageBuilder: v.exactOptional(v.boolean()),
  }),
);

const image: v.GenericSchema<unknown, ImageSpec> = v.strictObject({
  name,
  tags: v.exactOptional(tags),
  state: v.exactOptional(state),
  platform: v.exactOptional(v.string()),
  description: v.exactOptional(v.string()),
  displayName: v.exactOptional(v.string()),
  createdAt: v.exactOptional(instant),
  daysOld: v.exactOptional(amount),
  basedOn: v.exactOptional(name),
  update: v.exactOptional(update),
  owned: v.exactOptional(v.boolean()),
  visibility: v.exactOptional(v.picklist(['PUBLIC', 'PRIVATE', 'SHARED'])),
  permissions: v.exactOptional(permissions),
  region: v.exactOptional(region),
});

const fleet: v.GenericSchema<unknown, FleetSpec> = v.strictObject({
  name,
  imageName: name,
  state: v.exactOptional(v.picklist(['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'])),
  fleetType: v.exactOptional(v.picklist(['ALWAYS_ON', 'ON_DEMAND', 'ELASTIC'])),
  instanceType: v.exactOptional(v.string()),
  tags: v.exactOptional(tags),
  region: v.exactOptional(region),
});

const imageBuilder: v.GenericSchema<unknown, ImageBuilderSpec> = v.strictObject({
  name,
  state: v.exactOptional(v.string()),
  imageName: v.exactOptional(name),
  tags: v.exactOptional(tags),
  region: v.exactOptional(region),
});

const quotas: v.GenericSchema<unknown, Partial<Quotas>> = v.strictObject({
  concurrentUpdates: v.exactOptional(natural),
  images: v.exactOptional(natural),
  imageBuilders: v.exactOptional(natural),
  concurrentCopies: v.exactOptional(natural),
  sharedAccounts: v.exactOptional(natural),
});

const fault: v.GenericSchema<unknown, Fault> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['throttle', 'internal', 'access-denied', 'html', 'empty']) }),
  v.strictObject({
    kind: v.literal('error'),
    code: v.string(),
    message: v.exactOptional(v.string()),
    status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  }),
  v.strictObject({ kind: v.literal('timeout'), ms: v.exactOptional(amount) }),
  v.strictObject({ kind: v.literal('drop'), side: v.picklist(['before', 'after']) }),
  v.strictObject({ kind: v.literal('latency'), ms: amount }),
  v.strictObject({ kind: v.literal('partial'), entries: v.array(natural), code: v.string() }),
]);
const faultEntries = {
  operation: v.string(),
  nth: v.exactOptional(callNumber),
  calls: v.exactOptional(v.array(callNumber)),
  from: v.exactOptional(callNumber),
  to: v.exactOptional(callNumber),
  fault,
};
const jsonFaultRule: v.GenericSchema<unknown, JsonFaultRule> = v.strictObject(faultEntries);
const faultRule: v.GenericSchema<unknown, FaultRule> = v.strictObject({
  ...faultEntries,
  when: v.exactOptional(v.custom<NonNullable<FaultRule['when']>>((value) => typeof value === 'function')),
});

const scenario: v.GenericSchema<unknown, Scenario> = v.strictObject({
  region: v.exactOptional(region),
  account: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an account id of 12 digits'))),
  images: v.exactOptional(v.array(image)),
  fleets: v.exactOptional(v.array(fleet)),
  imageBuilders: v.exactOptional(v.array(imageBuilder)),
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
  topics: v.exactOptional(v.record(v.string(), natural)),
  parameters: v.exactOptional(v.record(v.string(), v.string())),
  secrets: v.exactOptional(v.record(v.string(), v.string())),
  allow: v.exactOptional(v.array(v.string())),
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

/** Checks an image for the world. */
export const parseImage: (value: unknown) => ImageSpec = parser(image, 'The image');

/** Checks a fleet for the world. */
export const parseFleet: (value: unknown) => FleetSpec = parser(fleet, 'The fleet');

/** Checks an image builder for the world. */
export const parseImageBuilder: (value: unknown) => ImageBuilderSpec = parser(
  imageBuilder,
  'The image builder',
);

/** Checks quotas for the world. */
export const parseQuotas: (value: unknown) => Partial<Quotas> = parser(quotas, 'The quotas');

/** Checks tags for the world. */
export const parseTags: (value: unknown) => Tags = parser(tags, 'The tags');

/** Checks how an image behaves, out of a saved account. */
export const parseSavedBehaviour: (value: unknown) => UpdateBehaviour = parser(update, 'The behaviour');

/** Checks tags out of a saved account. */
export const parseSavedTags: (value: unknown) => Tags = parser(tags, 'The tags');

/** Checks a fault, whose condition may be a function. */
export const parseFaultRule: (value: unknown) => FaultRule = parser(faultRule, 'The fault');

function parser<Output>(schema: v.GenericSchema<unknown, Output>, what: string): (value: unknown) => Output {
  return (value) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    throw new SimulatorUsageError(`${what} can't be used: ${complaints(result.issues)}.`);
  };
}

function complaints(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map(complaint).join('; ');
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '';
  const where = path === '' ? '' : `${path} `;
  if (issue.expected === 'never') return `${where}is not a key that is known here; take it out`;
  if (issue.kind === 'schema' && issue.received === 'undefined') return `${where}is missing`;
  if (!/^Invalid /.test(issue.message)) return `${where}${issue.message} (it is ${issue.received})`;
  return `${where}must be ${issue.expected ?? 'something else'}, not ${issue.received}`;
}

function badName(issue: v.BaseIssue<unknown>): string {
  return `is not a name of 1 to 101 letters, digits, "_", "." and "-" (first a letter or digit): ${issue.received}`;
}
