import * as v from 'valibot';
import { SimulatorUsageError } from '../errors/usage-errors.ts';
import { type Account, createAccount, type Region, regionOf } from './account.ts';
import type { SimulatorClock } from './clock.ts';
import { savedFleet, savedStack } from './fleets/saved-fleet.ts';
import type { ImageProgress, ImageRecord } from './image-record.ts';
import { failures, parseSavedBehaviour, parseSavedTags } from './spec-schemas.ts';

/** A whole account at one instant, as JSON: to be kept in a file and gone on with later, by another process. */
export interface SavedAccount {
  readonly version: 1;
  /** The instant at which it was saved. A clock for it must not begin earlier. */
  readonly at: string;
  readonly account: unknown;
  /** Accounts beside it, by id. */
  readonly others?: Readonly<Record<string, SavedAccount>>;
}

const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const absent = v.optional(v.string());
const state = v.picklist([
  ...(['PENDING', 'AVAILABLE', 'FAILED', 'COPYING'] as const),
  ...(['DELETING', 'CREATING', 'IMPORTING', 'VALIDATING'] as const),
]);
const progress: v.GenericSchema<unknown, ImageProgress> = v.variant('kind', [
  v.strictObject({ kind: v.literal('settled'), state }),
  v.pipe(
    v.strictObject({
      kind: v.literal('update'),
      startedAt: instant,
      endsAt: v.optional(instant),
      failure: v.optional(v.strictObject({ code: v.string(), message: v.string() })),
      builderName: v.string(),
    }),
    // JSON has no undefined: what never ends, or ends well, comes back without the key.
    v.transform((update) => ({ ...update, endsAt: update.endsAt, failure: update.failure })),
  ),
  v.strictObject({ kind: v.literal('copy'), startedAt: instant, endsAt: instant }),
]);
const shares = v.record(
  v.string(),
  v.strictObject({
    allowFleet: v.exactOptional(v.boolean()),
    allowImageBuilder: v.exactOptional(v.boolean()),
  }),
);
const image: v.GenericSchema<unknown, ImageRecord> = v.pipe(
  v.strictObject({
    sequence: v.number(),
    name: v.string(),
    arn: v.string(),
    region: v.string(),
    visibility: v.picklist(['PUBLIC', 'PRIVATE', 'SHARED']),
    platform: v.string(),
    instanceFamilies: v.optional(v.array(v.string())),
    createdAt: instant,
    description: absent,
    displayName: absent,
    baseImageArn: absent,
    imageBuilderName: absent,
    agentVersion: v.string(),
    publicBaseImageReleasedDate: instant,
    behaviour: v.pipe(v.unknown(), v.transform(parseSavedBehaviour)),
    contains: v.optional(v.number()),
    progress,
    fleetErrors: v.optional(failures, []),
    shares,
    begun: v.array(v.string()),
  }),
  v.transform((record) => ({
    ...record,
    instanceFamilies: record.instanceFamilies,
    description: record.description,
    displayName: record.displayName,
    baseImageArn: record.baseImageArn,
    imageBuilderName: record.imageBuilderName,
    contains: record.contains,
    shares: new Map(Object.entries(record.shares)),
    begun: new Set(record.begun),
  })),
);
const builder = v.strictObject({
  name: v.string(),
  arn: v.string(),
  createdAt: instant,
  state: v.string(),
  imageArn: absent,
  instanceType: v.string(),
  platform: v.string(),
});
const alarm = v.pipe(
  v.strictObject({
    name: v.string(),
    arn: v.string(),
    composite: v.boolean(),
    description: absent,
    createdAt: instant,
    states: v.array(v.strictObject({ at: instant, state: v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']) })),
  }),
  v.transform((one) => ({ ...one, description: one.description })),
);
const parameter = v.pipe(
  v.strictObject({
    name: v.string(),
    value: v.string(),
    type: v.picklist(['String', 'StringList', 'SecureString']),
    version: v.number(),
    modifiedAt: v.optional(instant),
  }),
  v.transform((one) => ({ ...one, modifiedAt: one.modifiedAt })),
);
const tagVersion = v.strictObject({
  at: v.number(),
  tags: v.optional(v.pipe(v.unknown(), v.transform(parseSavedTags))),
});
const schema = v.strictObject({
  quotas: v.strictObject({
    concurrentUpdates: v.number(),
    images: v.number(),
    imageBuilders: v.number(),
    concurrentCopies: v.number(),
    sharedAccounts: v.number(),
  }),
  suspended: v.boolean(),
  updateRound: v.number(),
  nextSequence: v.number(),
  regions: v.array(
    v.strictObject({
      name: v.string(),
      images: v.array(image),
      fleets: v.array(savedFleet),
      stacks: v.optional(v.array(savedStack), []),
      builders: v.array(builder),
      alarms: v.optional(v.array(alarm), []),
      parameters: v.optional(v.array(v.strictTuple([v.string(), v.nullable(parameter)])), []),
      tags: v.array(v.strictTuple([v.string(), v.array(tagVersion)])),
    }),
  ),
});

/** Everything that the account remembers, but for its settings, which its owner gives again. */
export function saveAccount(account: Account): SavedAccount {
  const { quotas, suspended, updateRound, nextSequence } = account;
  const regions = [...account.regions.values()].map(
    ({ name, images, fleets, stacks, builders, alarms, parameters, tags }) => ({
      name,
      images: [...images.values()].map((one) => ({
        ...one,
        shares: Object.fromEntries(one.shares),
        begun: [...one.begun],
      })),
      fleets: [...fleets.values()],
      stacks: [...stacks.values()],
      builders: [...builders.values()],
      alarms: [...alarms.values()],
      parameters: [...parameters],
      tags: tags.versions(),
    }),
  );
  return {
    version: 1,
    at: account.clock.now().toISOString(),
    account: JSON.parse(JSON.stringify({ quotas, suspended, updateRound, nextSequence, regions })),
  };
}

/**
 * The account as it was saved. Throws {@link SimulatorUsageError} when it can't be read, or the clock is behind it.
 */
export function restoreAccount(
  saved: SavedAccount,
  clock: SimulatorClock,
  settings: Account['settings'],
): Account {
  const parsed = v.safeParse(schema, saved.account);
  if (saved.version !== 1 || !parsed.success) {
    const what = parsed.success ? `its version is ${saved.version}` : v.getDotPath(parsed.issues[0]);
    throw new SimulatorUsageError(`The saved account can't be read (${what}). Begin with a new one.`);
  }
  if (clock.now().getTime() < Date.parse(saved.at)) {
    const now = clock.now().toISOString();
    throw new SimulatorUsageError(`The account was saved at ${saved.at}, but its clock says ${now}.`);
  }
  const { quotas, suspended, updateRound, nextSequence, regions } = parsed.output;
  const account = Object.assign(createAccount(clock, settings, quotas), {
    suspended,
    updateRound,
    nextSequence,
  });
  for (const one of regions) {
    const region: Region = regionOf(account, one.name);
    for (const record of one.images)
      region.images.set(region.images.has(record.name) ? record.arn : record.name, record);
    for (const record of one.fleets) region.fleets.set(record.name, record);
    for (const record of one.alarms) region.alarms.set(record.name, record);
    for (const [key, record] of one.parameters) region.parameters.set(key, record);
    for (const record of one.stacks) region.stacks.set(record.name, record);
    for (const record of one.builders) {
      region.builders.set(record.name, { ...record, imageArn: record.imageArn });
    }
    for (const [arn, versions] of one.tags) {
      region.tags.restore(
        arn,
        versions.map(({ at, tags }) => ({ at, tags })),
      );
    }
  }
  return account;
}
