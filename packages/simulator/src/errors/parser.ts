import * as v from 'valibot';
import { SimulatorUsageError } from './usage-errors.ts';

/** Checks values by a schema. What it returns throws {@link SimulatorUsageError}, which names each wrong or unknown key. */
export function parser<Output>(
  schema: v.GenericSchema<unknown, Output>,
  what: string,
): (value: unknown) => Output {
  return (value) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    throw new SimulatorUsageError(`${what} can't be used: ${complaints(result.issues)}.`);
  };
}

/** What is wrong with a value, in one line. */
export function complaints(issues: readonly v.BaseIssue<unknown>[]): string {
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
