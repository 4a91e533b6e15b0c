import type { Instant } from '@appstream-campaign/core';

/** Something that took a slot for a time. */
export interface SlotUse {
  /** Unlike that of any other use. */
  readonly key: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Which slot each update took, from 1. A state does not number its slots, so they are dealt out again: each update, in
 * the order of starting, takes the lowest slot that is free. That never needs more slots than were in use at once.
 */
export function dealSlots(uses: readonly SlotUse[]): ReadonlyMap<string, number> {
  const order = [...uses].sort((a, b) => Date.parse(a.from) - Date.parse(b.from) || (a.key < b.key ? -1 : 1));
  const busyUntil: number[] = [];
  const slots = new Map<string, number>();
  for (const { key, from, to } of order) {
    const start = Date.parse(from);
    const free = busyUntil.findIndex((until) => until <= start);
    const slot = free === -1 ? busyUntil.length : free;
    // An update without length holds its slot for a moment all the same.
    busyUntil[slot] = Math.max(Date.parse(to), start + 1);
    slots.set(key, slot + 1);
  }
  return slots;
}
