import type { AnnouncedEvent } from './events.ts';

/** From the least to the most: `error` needs somebody, `warning` should be read, `info` may be. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;

/** How much an event matters: one of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** How much an event matters. A campaign that ended with failures is a `warning`: each failure was an `error`. */
export function severityOf(event: AnnouncedEvent): Severity {
  if (event.type === 'updateFailed' || event.type === 'campaignStopped') return 'error';
  if (event.type === 'campaignHalted') return event.reason.code === 'stop-requested' ? 'warning' : 'error';
  return event.type === 'campaignEnded' && event.failed.length > 0 ? 'warning' : 'info';
}

/** Whether something matters at least as much as `least`. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
