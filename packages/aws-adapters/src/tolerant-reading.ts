/** Reads answers of services without relying on their model. @module */

import type { Instant, Tags } from '@appstream-campaign/core';

// Answers may differ from the service's model: members can be missing or null, also in lists and maps
// (aws/aws-sdk-go-v2#3501), and of another type.

/** The items of a list that are there; undefined when there is no list at all. */
export function presentItems<Item>(list: readonly (Item | null)[] | null | undefined): Item[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.filter((item): item is Item => item !== null && item !== undefined);
}

/** A text that is present and not empty. */
export function presentText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A time that is present and valid. */
export function presentInstant(date: unknown): Instant | undefined {
  return !(date instanceof Date) || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A count; undefined for anything but a whole number from 0. */
export function presentCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Tags of an answer; a value that is null is an empty one. Undefined when there is no map at all. */
export function presentTags(map: unknown): Tags | undefined {
  if (typeof map !== 'object' || map === null) return undefined;
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, typeof value === 'string' ? value : '']),
  );
}
