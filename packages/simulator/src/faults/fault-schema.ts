import * as v from 'valibot';
import { parser } from '../errors/parser.ts';
import { amount, wholeNumber } from '../world/spec-schemas.ts';
import type { Fault, FaultRule, JsonFaultRule } from './fault.ts';

const callNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
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
  v.strictObject({ kind: v.literal('partial'), entries: v.array(wholeNumber), code: v.string() }),
]);
const faultEntries = {
  operation: v.string(),
  nth: v.exactOptional(callNumber),
  calls: v.exactOptional(v.array(callNumber)),
  from: v.exactOptional(callNumber),
  to: v.exactOptional(callNumber),
  fromMinute: v.exactOptional(amount),
  untilMinute: v.exactOptional(amount),
  account: v.exactOptional(v.string()),
  region: v.exactOptional(v.string()),
  fault,
};
/** A fault of a scenario file. */
export const jsonFaultRule: v.GenericSchema<unknown, JsonFaultRule> = v.strictObject(faultEntries);
const faultRule: v.GenericSchema<unknown, FaultRule> = v.strictObject({
  ...faultEntries,
  when: v.exactOptional(v.custom<NonNullable<FaultRule['when']>>((value) => typeof value === 'function')),
});

/** Checks a fault, whose condition may be a function. */
export const parseFaultRule: (value: unknown) => FaultRule = parser(faultRule, 'The fault');
