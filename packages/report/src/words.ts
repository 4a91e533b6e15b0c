import { type Instant, minutesBetween } from '@appstream-campaign/core';

/** `2026-11-23 08:00`, in UTC. */
export function inWords(instant: Instant): string {
  const utc = new Date(instant).toISOString();
  return `${utc.slice(0, 10)} ${utc.slice(11, 16)}`;
}

/** `1 h 25 min`; `2 d 3 h` from two days on. */
export function durationInWords(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  const hours = Math.floor(whole / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours === 0 ? `${whole} min` : `${hours} h ${whole % 60} min`;
}

/** Minutes from one instant to another, never negative; undefined when one of them is not known. */
export function minutesFrom(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, minutesBetween(from, to));
}

/** `1 image`, `2 images` */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
