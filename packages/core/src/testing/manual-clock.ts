import type { Clock } from '../ports/clock.ts';
import type { Instant } from '../ports/instant.ts';

/** A campaign that sleeps more often than this would never end. */
const MAX_SLEEPS = 10_000;

/**
 * A clock that moves only when told to. Sleeping moves it, so a campaign of many hours runs in milliseconds; one that
 * would never end fails after 10,000 sleeps.
 *
 * @example
 * ```ts
 * const clock = new ManualClock('2026-11-23T08:00:00Z');
 * await campaign.run({ clock });
 * ```
 */
export class ManualClock implements Clock {
  #now: number;
  #sleeps = 0;
  #appointments: { readonly at: number; readonly act: () => void }[] = [];

  constructor(start: Instant) {
    this.#now = Date.parse(start);
  }

  /** The time that was set. */
  now(): Date {
    return new Date(this.#now);
  }

  /** Calls `act` when the clock passes `minutes` from now, for changes while the campaign sleeps. */
  after(minutes: number, act: () => void): void {
    this.#appointments.push({ at: this.#now + minutes * 60_000, act });
    this.#appointments.sort((a, b) => a.at - b.at);
  }

  /** Advances by some minutes. */
  advance(minutes: number): void {
    this.advanceTo(new Date(this.#now + minutes * 60_000));
  }

  /** Advances to an instant, calling what is due on the way. An instant in the past changes nothing. */
  advanceTo(instant: Date): void {
    const end = instant.getTime();
    for (
      let next = this.#appointments[0];
      next !== undefined && next.at <= end;
      next = this.#appointments[0]
    ) {
      this.#appointments.shift();
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = Math.max(this.#now, end);
  }

  async sleepUntil(instant: Date, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (++this.#sleeps > MAX_SLEEPS) throw new Error(`The clock was asked to sleep ${this.#sleeps} times.`);
    this.advanceTo(instant);
  }
}
