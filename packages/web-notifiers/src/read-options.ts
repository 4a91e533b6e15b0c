import { InvalidOptionsError, type Route } from '@appstream-campaign/core';
import { ROUTE_KEYS, readRoute } from '@appstream-campaign/core/delivery';
import { explainIssue, Secret, unknownKey } from '@appstream-campaign/core/internal';
import { readTimeZone } from '@appstream-campaign/core/messages';
import * as v from 'valibot';
import { type Address, addressProblem, secretAddress } from './address.ts';
import { machineTiming, type Timing } from './timing.ts';

/** What every notifier here can be told beside its channel's own options. */
export interface WebOptions extends Route {
  /** Seconds that one request may take, 1 to 60. There are up to three. @defaultValue 10 */
  readonly timeoutSeconds?: number;
  /**
   * What requests are made with, such as one that goes through a proxy or trusts a CA of your own.
   * @defaultValue `globalThis.fetch`, as it is at the time of a request
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Where the time comes from, for tests. @defaultValue the machine's */
  readonly timing?: Timing;
}

/** What a notifier for people can be told, too. */
export interface PeopleOptions extends WebOptions {
  /** Time zone of the times that people read, as the IANA database has it, such as `Europe/Berlin`. @defaultValue `UTC` */
  readonly timeZone?: string;
}

/** The same, checked and filled in. */
export interface ReadWebOptions {
  readonly route: Required<Route>;
  readonly timeout: number;
  readonly fetch: typeof globalThis.fetch;
  readonly timing: Timing;
  /** Of the times that people read. */
  readonly timeZone: string;
}

const seconds = v.pipe(
  v.number('seconds from 1 to 60'),
  v.minValue(1, 'seconds from 1 to 60'),
  v.maxValue(60, 'seconds from 1 to 60'),
);

/**
 * Refuses unknown options by name, and checks those that all notifiers share.
 * @throws InvalidOptionsError naming the first that is wrong
 */
export function readWebOptions(
  owner: string,
  options: PeopleOptions,
  own: readonly string[],
  defaults: Route & { readonly name: string },
): ReadWebOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionsError(`${owner} needs an object of options.`);
  }
  const known = [...own, 'timeoutSeconds', 'fetch', 'timing', ...ROUTE_KEYS];
  const unknown = unknownKey(`${owner} option`, options, known);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
  const { fetch = (...request) => globalThis.fetch(...request) } = options;
  if (typeof fetch !== 'function') {
    throw new InvalidOptionsError(
      `${owner} option fetch is no function; expected one like globalThis.fetch.`,
    );
  }
  const timeout = checked(owner, 'timeoutSeconds', seconds, options.timeoutSeconds ?? 10);
  return {
    route: readRoute(owner, options, defaults),
    timeout: timeout * 1000,
    fetch,
    timing: options.timing ?? machineTiming,
    timeZone: readTimeZone(owner, options.timeZone),
  };
}

/** One option against a schema whose messages say what is expected. */
function checked<T>(owner: string, option: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const parsed = v.safeParse(v.object({ [option]: schema }), { [option]: value });
  if (!parsed.success) throw new InvalidOptionsError(`${owner} option ${explainIssue(parsed.issues[0])}`);
  return parsed.output[option] as T;
}

/** An address as a secret. The error does not show it. */
export function readAddress(owner: string, option: string, address: Address): Secret {
  const problem = addressProblem(address);
  if (problem === undefined) return secretAddress(address);
  throw new InvalidOptionsError(
    `${owner} option ${option} ${problem}. Its value is not shown: it is a secret.`,
  );
}

/** A token or key as a secret. The error does not show it. */
export function readSecretText(owner: string, option: string, value: unknown, least: number): Secret {
  const text = value instanceof Secret ? value.reveal() : value;
  if (typeof text !== 'string' || text.trim().length < least) {
    const expected = `a text of at least ${least} characters`;
    throw new InvalidOptionsError(`${owner} option ${option} is missing or too short; expected ${expected}.`);
  }
  return value instanceof Secret ? value : new Secret(text);
}
