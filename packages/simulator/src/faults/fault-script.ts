import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { CallPlace, Fault, FaultRule, Faults } from './fault.ts';
import { parseFaultRule } from './fault-schema.ts';

/** The faults, with the door that the server uses. */
export interface FaultScript extends Faults {
  /** Counts a call and tells what goes wrong with it, if anything. */
  next(operation: string, request: Readonly<Record<string, unknown>>, place: CallPlace): Fault | undefined;
}

/** An empty script for a simulator that knows these operations, and whose time is so many minutes after its start. */
export function createFaultScript(operations: readonly string[], minutes: () => number): FaultScript {
  const counts = new Map<string, number>();
  let rules: readonly FaultRule[] = [];
  const count = (name: string): number => {
    const counted = (counts.get(name) ?? 0) + 1;
    counts.set(name, counted);
    return counted;
  };
  return {
    add: (given) => {
      const rule = parseFaultRule(given);
      if (rule.operation !== '*' && !operations.includes(rule.operation)) {
        throw new SimulatorUsageError(
          `A fault can't hit the operation "${rule.operation}": use * or one of ${operations.join(', ')}.`,
        );
      }
      rules = [...rules, rule];
      return () => {
        rules = rules.filter((kept) => kept !== rule);
      };
    },
    clear: () => {
      rules = [];
    },
    next: (operation, request, place) => {
      const ofAll = count('*');
      const ofOperation = count(operation);
      const now = minutes();
      const hit = rules.find((rule) => {
        if (!isWithin(rule, now)) return false;
        if (rule.operation === '*') return hits(rule, ofAll, request, place);
        return rule.operation === operation && hits(rule, ofOperation, request, place);
      });
      return hit?.fault;
    },
  };
}

const isWithin = ({ fromMinute = 0, untilMinute = Number.POSITIVE_INFINITY }: FaultRule, now: number) =>
  now >= fromMinute && now < untilMinute;

function hits(
  rule: FaultRule,
  call: number,
  request: Readonly<Record<string, unknown>>,
  place: CallPlace,
): boolean {
  return (
    (rule.nth === undefined || rule.nth === call) &&
    (rule.calls === undefined || rule.calls.includes(call)) &&
    (rule.from === undefined || call >= rule.from) &&
    (rule.to === undefined || call <= rule.to) &&
    (rule.account === undefined || rule.account === place.account) &&
    (rule.region === undefined || rule.region === place.region) &&
    (rule.when === undefined || rule.when(request))
  );
}
