import { getEventListeners } from 'node:events';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { describe, expect, test } from 'vitest';

const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds);
const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('systemClock', () => {
  test('tells the time', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });

  test('sleeps until an instant, not less, and leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const instant = fromNow(30);

    await systemClock.sleepUntil(instant, signal);

    expect(Date.now()).toBeGreaterThanOrEqual(instant.getTime());
    expect(listenersOf(signal)).toBe(0);
  });

  test('does not sleep for an instant that has passed', async () => {
    await systemClock.sleepUntil(new Date(0));
    await systemClock.sleepUntil(new Date(0), new AbortController().signal);
  });

  test('wakes with the signal’s reason, and leaves no listener', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleepUntil(fromNow(60_000), controller.signal);
    const reason = new Error('enough');

    controller.abort(reason);

    await expect(sleep).rejects.toBe(reason);
    expect(listenersOf(controller.signal)).toBe(0);
  });

  test('does not begin to sleep when the signal has been given', async () => {
    const signal = AbortSignal.abort('enough');

    await expect(systemClock.sleepUntil(new Date(0), signal)).rejects.toBe('enough');
    expect(listenersOf(signal)).toBe(0);
  });

  test('sleeps longer than one timer can', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    const controller = new AbortController();
    const sleep = systemClock.sleepUntil(fromNow(60 * 86_400_000), controller.signal);
    const soon = systemClock.sleepUntil(fromNow(30)).then(() => 'asleep');

    expect(await Promise.race([sleep, soon])).toBe('asleep');
    controller.abort('enough');
    await expect(sleep).rejects.toBe('enough');
    process.off('warning', listener);
    // Node fires a timer that is too long at once, and warns.
    expect(warnings).toEqual([]);
  });

  test('refuses a date that is none', async () => {
    await expect(systemClock.sleepUntil(new Date(Number.NaN))).rejects.toThrow(RangeError);
  });
});
