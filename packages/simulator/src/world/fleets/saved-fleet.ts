import * as v from 'valibot';
import type { StackRecord } from '../account.ts';
import { failures } from '../spec-schemas.ts';
import { withInstances } from './fleet-life.ts';
import type { FleetRecord } from './fleet-record.ts';

const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const absent = v.optional(v.string());
const minutes = (usual: number) => v.optional(v.number(), usual);

/** A fleet out of a saved account. What older accounts don't know of it gets its default. */
export const savedFleet: v.GenericSchema<unknown, FleetRecord> = v.pipe(
  v.strictObject({
    name: v.string(),
    arn: v.string(),
    createdAt: instant,
    state: v.picklist(['STARTING', 'RUNNING', 'STOPPING', 'STOPPED']),
    stateEndsAt: v.optional(instant),
    fleetType: v.picklist(['ALWAYS_ON', 'ON_DEMAND', 'ELASTIC']),
    instanceType: v.string(),
    imageArn: absent,
    platform: absent,
    displayName: absent,
    description: absent,
    desiredInstances: v.number(),
    sessionsPerInstance: v.optional(v.number()),
    startMinutes: minutes(10),
    stopMinutes: minutes(5),
    replaceMinutes: minutes(60),
    maxSessionMinutes: minutes(960),
    instances: v.optional(
      v.array(
        v.pipe(
          v.strictObject({
            id: v.string(),
            imageArn: absent,
            readyAt: instant,
            failing: v.boolean(),
            draining: v.boolean(),
          }),
          v.transform((one) => ({ ...one, imageArn: one.imageArn })),
        ),
      ),
    ),
    sessions: v.optional(
      v.array(
        v.strictObject({
          id: v.string(),
          number: v.number(),
          userId: v.string(),
          stackName: v.string(),
          instanceId: v.string(),
          startedAt: instant,
          endsAt: instant,
          authentication: v.picklist(['API', 'SAML', 'USERPOOL', 'AWS_AD']),
          connected: v.boolean(),
        }),
      ),
      [],
    ),
    replaceAt: v.optional(instant),
    errors: v.optional(failures, []),
    nextNumber: v.optional(v.number(), 1),
  }),
  // JSON has no undefined: what is absent comes back without the key.
  v.transform(({ instances, ...fleet }) => ({
    ...fleet,
    instances: instances ?? [],
    stateEndsAt: fleet.stateEndsAt,
    imageArn: fleet.imageArn,
    platform: fleet.platform,
    displayName: fleet.displayName,
    description: fleet.description,
    sessionsPerInstance: fleet.sessionsPerInstance,
    replaceAt: fleet.replaceAt,
    // An account that was saved before fleets had instances.
    desiredRunning: instances === undefined && fleet.state === 'RUNNING' ? fleet.desiredInstances : 0,
  })),
  v.transform(({ desiredRunning, ...fleet }) =>
    withInstances(fleet, desiredRunning, fleet.createdAt, () => false),
  ),
);

/** A stack out of a saved account. */
export const savedStack: v.GenericSchema<unknown, StackRecord> = v.pipe(
  v.strictObject({ name: v.string(), arn: v.string(), createdAt: instant, fleet: absent }),
  v.transform((stack) => ({ ...stack, fleet: stack.fleet })),
);
