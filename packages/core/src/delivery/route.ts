import { InvalidOptionsError } from '../ports/errors.ts';
import { ANNOUNCED_TYPES, type AnnouncedType, DEFAULT_ANNOUNCEMENTS } from '../state/announcements.ts';
import { SEVERITIES, type Severity } from '../state/severity.ts';
import { unknownKey } from '../text/validation.ts';
import type { Notifier } from './notifier.ts';

/** Longest time for which events are batched, in minutes: a day. */
export const MAX_DIGEST_MINUTES = 1440;

/** Longest name of a notifier, in characters. */
const MAX_NAME = 100;

/** Which events go to a notifier, and how. */
export interface Route {
  /** Name in the campaign's outbox; give one when a campaign has two notifiers of a kind. */
  readonly name?: string;
  /** Types of events to send. */
  readonly events?: readonly AnnouncedType[];
  /** The lowest severity to send: `info`, `warning` or `error`. */
  readonly minSeverity?: Severity;
  /** Minutes for which events about single images are batched after some were sent, 0 to 1440. */
  readonly digestMinutes?: number;
}

/** Keys of a {@link Route}, for checks of unknown options. */
export const ROUTE_KEYS: readonly (keyof Route)[] = ['name', 'events', 'minSeverity', 'digestMinutes'];

/**
 * Checks a route and fills in its defaults.
 * @param owner whose options they are, for the error message
 * @throws InvalidOptionsError naming the first part that is wrong
 */
export function readRoute(
  owner: string,
  route: Route,
  defaults: Route & { readonly name: string },
): Required<Route> {
  const { name = defaults.name, events = defaults.events ?? DEFAULT_ANNOUNCEMENTS } = route;
  const { minSeverity = defaults.minSeverity ?? 'info' } = route;
  const { digestMinutes = defaults.digestMinutes ?? 0 } = route;
  const refuse = (option: keyof Route, value: unknown, expected: string) => {
    const shown = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
    return new InvalidOptionsError(`${owner} option ${option} is ${shown}; expected ${expected}.`);
  };
  if (typeof name !== 'string' || name.trim() === '' || name.length > MAX_NAME) {
    throw refuse('name', name, `a name of at most ${MAX_NAME} characters`);
  }
  const types = `a list of ${ANNOUNCED_TYPES.join(', ')}`;
  if (!Array.isArray(events)) throw refuse('events', events, types);
  for (const type of events) if (!ANNOUNCED_TYPES.includes(type)) throw refuse('events', type, types);
  if (!SEVERITIES.includes(minSeverity)) {
    throw refuse('minSeverity', minSeverity, `one of ${SEVERITIES.join(', ')}`);
  }
  const minutes: unknown = digestMinutes;
  if (typeof minutes !== 'number' || !(minutes >= 0 && minutes <= MAX_DIGEST_MINUTES)) {
    throw refuse('digestMinutes', minutes, `minutes from 0 to ${MAX_DIGEST_MINUTES}`);
  }
  return { name, events, minSeverity, digestMinutes };
}

/**
 * The same channel with another route: types, severities, batching.
 *
 * @example
 * ```ts
 * const notifiers = [
 *   route(slack, { events: ['updateFailed', 'campaignStopped'], digestMinutes: 30 }), // failures to the chat
 *   route(mail, { events: ['campaignEnded'] }), // the summary by mail
 *   route(pager, { minSeverity: 'error' }),
 * ];
 * ```
 * @throws InvalidOptionsError naming the first part that is wrong or unknown
 */
export function route(notifier: Notifier, by: Route): Notifier {
  const unknown = unknownKey('Route option', by, ROUTE_KEYS);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
  const { notifyMany } = notifier;
  return {
    ...readRoute('Route', by, notifier),
    notify: (event) => notifier.notify(event),
    ...(notifyMany === undefined ? {} : { notifyMany: (delivery) => notifyMany.call(notifier, delivery) }),
  };
}
