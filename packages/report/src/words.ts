import type { Instant } from '@appstream-campaign/core';
import { minutesBetween } from '@appstream-campaign/core/internal';
import { localTime } from '@appstream-campaign/core/messages';

/** `2026-11-23 08:00`, where people are. */
export function inWords(instant: Instant, timeZone: string): string {
  const { day, clock } = localTime(instant, timeZone);
  return `${day} ${clock}`;
}

/** Minutes from one instant to another, never negative; undefined when one of them is not known. */
export function minutesFrom(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, minutesBetween(from, to));
}

/** `1 image`, `2 images` */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
