import * as v from 'valibot';
import { InvalidOptionsError } from '../ports/errors.ts';
import { placeSchema } from '../state/parse-state.ts';
import { explainIssue } from '../text/validation.ts';

/** @throws InvalidOptionsError when it is no place */
export function requirePlace(place: unknown): void {
  if (place === undefined) return;
  const { issues } = v.safeParse(placeSchema, place);
  if (issues !== undefined)
    throw new InvalidOptionsError(`Campaign option place: ${explainIssue(issues[0])}`);
}

/** @throws InvalidOptionsError when it lacks a method */
export function requireMethods(option: string, value: unknown, methods: readonly string[]): void {
  const has = (method: string) =>
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[method] === 'function';
  const missing = methods.filter((method) => !has(method));
  if (missing.length > 0) {
    throw new InvalidOptionsError(
      `Campaign option ${option} lacks ${missing.join(', ')}; expected an object with the methods ${methods.join(', ')}.`,
    );
  }
}
