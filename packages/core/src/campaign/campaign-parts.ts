import * as v from 'valibot';
import { InvalidOptionsError } from '../ports/errors.ts';
import { placeSchema } from '../state/state-schema.ts';
import { explainIssue, isCampaignId, isInstant } from '../text/validation.ts';
import type { UpdateCampaignOptions } from './campaign-options.ts';

/**
 * Checks the parts of a campaign; its options are checked with the policy.
 * @throws InvalidOptionsError naming the first part that is wrong
 */
export function checkParts(options: UpdateCampaignOptions): void {
  const { store, shares, inventory, clock, id, startedAt, place, deleteFailed, sharing, prune } = options;
  const needed = ['find', 'list', 'describe', 'dryRun', 'startUpdate', 'retag'];
  const deletes = deleteFailed === true || prune !== undefined;
  requireMethods('store', store, deletes ? [...needed, 'remove'] : needed);
  if (sharing === 'carry') requireMethods('shares', shares, ['sharesOf', 'share']);
  if (prune !== undefined || inventory !== undefined) requireMethods('inventory', inventory, ['read']);
  requireMethods('clock', clock, ['now', 'sleepUntil']);
  if (id !== undefined && (typeof id !== 'string' || !isCampaignId(id))) {
    throw new InvalidOptionsError(
      `Campaign option id is ${JSON.stringify(id)}; expected 1 to 120 letters, digits and _ . : / -.`,
    );
  }
  if (startedAt !== undefined && !isInstant(String(startedAt))) {
    throw new InvalidOptionsError(
      `Campaign option startedAt is ${JSON.stringify(startedAt)}; expected an instant such as 2026-11-23T08:00:00Z.`,
    );
  }
  requirePlace(place);
}

/** @throws InvalidOptionsError when it is no place */
function requirePlace(place: unknown): void {
  if (place === undefined) return;
  const { issues } = v.safeParse(placeSchema, place);
  if (issues !== undefined)
    throw new InvalidOptionsError(`Campaign option place: ${explainIssue(issues[0])}`);
}

/** @throws InvalidOptionsError when it lacks a method */
function requireMethods(option: string, value: unknown, methods: readonly string[]): void {
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
