import { InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';

const SHOWN = 80;

/** A value as messages show it: as JSON, cut when long. */
export function shown(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Rejects options that are no object, and unknown keys. */
export function refuseUnknownOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionsError(`${owner} needs an object of options, not ${shown(options)}.`);
  }
  const unknown = unknownKey(`${owner} option`, options, known);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
}

const MAX_CONCURRENCY = 50;

/** A number of calls in flight. */
export function requireConcurrency(owner: string, concurrency: unknown): void {
  const isWithin =
    Number.isInteger(concurrency) && Number(concurrency) >= 1 && Number(concurrency) <= MAX_CONCURRENCY;
  if (!isWithin) {
    throw wrongOption(owner, 'concurrency', concurrency, `a whole number from 1 to ${MAX_CONCURRENCY}`);
  }
}

/** Options that are called. */
export function requireFunctions(owner: string, options: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (typeof value !== 'function') throw wrongOption(owner, option, value, 'a function');
  }
}

/** The error for one wrong option, to be thrown. */
export function wrongOption(
  owner: string,
  option: string,
  value: unknown,
  expected: string,
): InvalidOptionsError {
  const problem = value === undefined ? 'is missing' : `is ${shown(value)}`;
  return new InvalidOptionsError(`${owner} option ${option} ${problem}; expected ${expected}.`);
}

/** Rejects what is no SDK client. */
export function requireClient(owner: string, option: string, client: unknown, expected: string): void {
  const sends =
    typeof client === 'object' && client !== null && 'send' in client && typeof client.send === 'function';
  if (sends) return;
  const problem = client === undefined ? 'is missing' : 'has no method send';
  throw new InvalidOptionsError(`${owner} option ${option} ${problem}; expected ${expected}.`);
}
