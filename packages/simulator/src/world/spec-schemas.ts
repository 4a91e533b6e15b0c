import * as v from 'valibot';
import { parser } from '../errors/parser.ts';
import type { AlarmSpec, AlarmState } from './alarms.ts';
import type { Failure, UpdateBehaviour } from './image-record.ts';
import type { Quotas } from './settings.ts';
import type { ImageBuilderSpec, ImageSpec } from './specs.ts';
import type { Tags } from './tag-history.ts';

/** A name of an image or a fleet. */
export const name: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/, badName),
);
/** The name of a Region. */
export const region: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not the name of a Region'),
);
/** A whole number from 0 on. */
export const wholeNumber: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A number from 0 on. */
export const amount: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.finite(), v.minValue(0));
const instant = v.union([
  v.date(),
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'is not a date such as 2026-11-23T08:00:00Z'),
    v.transform((text) => new Date(text)),
  ),
]);
/** Tags of a resource. */
export const tags: v.GenericSchema<unknown, Tags> = v.record(v.string(), v.string());
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
const failure = v.strictObject({ code: v.string(), message: v.string() });
/** What is wrong with something, in the words of the service. */
export const failures: v.GenericSchema<unknown, readonly Failure[]> = v.array(failure);
const update = v.strictObject({
  minutes: v.exactOptional(amount),
  outcome: v.exactOptional(v.picklist(['available', 'failed', 'never'])),
  failures: v.exactOptional(amount),
  failure: v.exactOptional(failure),
  fleetErrors: v.exactOptional(failures),
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

/** An image of a scenario. */
export const image: v.GenericSchema<unknown, ImageSpec> = v.strictObject({
  name,
  tags: v.exactOptional(tags),
  state: v.exactOptional(state),
  platform: v.exactOptional(v.string()),
  instanceFamilies: v.exactOptional(v.array(v.string())),
  description: v.exactOptional(v.string()),
  displayName: v.exactOptional(v.string()),
  createdAt: v.exactOptional(instant),
  daysOld: v.exactOptional(amount),
  basedOn: v.exactOptional(name),
  update: v.exactOptional(update),
  fleetErrors: v.exactOptional(failures),
  owned: v.exactOptional(v.boolean()),
  visibility: v.exactOptional(v.picklist(['PUBLIC', 'PRIVATE', 'SHARED'])),
  permissions: v.exactOptional(permissions),
  region: v.exactOptional(region),
});

/** An image builder of a scenario. */
export const imageBuilder: v.GenericSchema<unknown, ImageBuilderSpec> = v.strictObject({
  name,
  state: v.exactOptional(v.string()),
  imageName: v.exactOptional(name),
  tags: v.exactOptional(tags),
  region: v.exactOptional(region),
});

const alarmState = v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** An alarm of a scenario. */
export const alarm: v.GenericSchema<unknown, AlarmSpec> = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  state: v.exactOptional(alarmState),
  changes: v.exactOptional(v.array(v.strictObject({ afterMinutes: amount, state: alarmState }))),
  composite: v.exactOptional(v.boolean()),
  description: v.exactOptional(v.string()),
  region: v.exactOptional(region),
});

/** Quotas of a scenario. */
export const quotas: v.GenericSchema<unknown, Partial<Quotas>> = v.strictObject({
  concurrentUpdates: v.exactOptional(wholeNumber),
  images: v.exactOptional(wholeNumber),
  imageBuilders: v.exactOptional(wholeNumber),
  concurrentCopies: v.exactOptional(wholeNumber),
  sharedAccounts: v.exactOptional(wholeNumber),
});

/** Checks an image for the world. */
export const parseImage: (value: unknown) => ImageSpec = parser(image, 'The image');

/** Checks an image builder for the world. */
export const parseImageBuilder: (value: unknown) => ImageBuilderSpec = parser(
  imageBuilder,
  'The image builder',
);

/** Checks an alarm for the world. */
export const parseAlarm: (value: unknown) => AlarmSpec = parser(alarm, 'The alarm');

/** Checks the state of an alarm for the world. */
export const parseAlarmState: (value: unknown) => AlarmState = parser(alarmState, 'The state');

/** Checks quotas for the world. */
export const parseQuotas: (value: unknown) => Partial<Quotas> = parser(quotas, 'The quotas');

/** Checks tags for the world. */
export const parseTags: (value: unknown) => Tags = parser(tags, 'The tags');

/** Checks how an image behaves, out of a saved account. */
export const parseSavedBehaviour: (value: unknown) => UpdateBehaviour = parser(update, 'The behaviour');

/** Checks tags out of a saved account. */
export const parseSavedTags: (value: unknown) => Tags = parser(tags, 'The tags');

function badName(issue: v.BaseIssue<unknown>): string {
  return `is not a name of 1 to 101 letters, digits, "_", "." and "-" (first a letter or digit): ${issue.received}`;
}
