import * as v from 'valibot';
import { parser } from '../../errors/parser.ts';
import type { Failure } from '../image-record.ts';
import { amount, failures, name, region, tags, wholeNumber } from '../spec-schemas.ts';
import type { FleetSpec, SessionSpec } from './fleet-specs.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const session: v.GenericSchema<unknown, SessionSpec> = v.strictObject({
  user: v.pipe(v.string(), v.minLength(2), v.maxLength(128)),
  stack: v.exactOptional(name),
  minutesAgo: v.exactOptional(amount),
  minutes: v.exactOptional(amount),
  authentication: v.exactOptional(v.picklist(['API', 'SAML', 'USERPOOL', 'AWS_AD'])),
  connected: v.exactOptional(v.boolean()),
});

/** A fleet of a scenario. */
export const fleet: v.GenericSchema<unknown, FleetSpec> = v.strictObject({
  name,
  imageName: v.exactOptional(name),
  state: v.exactOptional(v.picklist(['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'])),
  fleetType: v.exactOptional(v.picklist(['ALWAYS_ON', 'ON_DEMAND', 'ELASTIC'])),
  instanceType: v.exactOptional(v.string()),
  platform: v.exactOptional(v.string()),
  displayName: v.exactOptional(v.string()),
  description: v.exactOptional(v.string()),
  instances: v.exactOptional(wholeNumber),
  sessionsPerInstance: v.exactOptional(count),
  stacks: v.exactOptional(v.array(name)),
  sessions: v.exactOptional(v.array(session)),
  startMinutes: v.exactOptional(amount),
  stopMinutes: v.exactOptional(amount),
  replaceMinutes: v.exactOptional(amount),
  maxSessionMinutes: v.exactOptional(amount),
  errors: v.exactOptional(failures),
  tags: v.exactOptional(tags),
  region: v.exactOptional(region),
});

/** Checks a fleet for the world. */
export const parseFleet: (value: unknown) => FleetSpec = parser(fleet, 'The fleet');

/** Checks a session for the world. */
export const parseSession: (value: unknown) => SessionSpec = parser(session, 'The session');

/** Checks what a fleet is to show as its errors. */
export const parseErrors: (value: unknown) => readonly Failure[] = parser(failures, 'The errors');
