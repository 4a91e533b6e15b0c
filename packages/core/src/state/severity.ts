import type { AnnouncedEvent } from './events.ts';
import { hubTotals } from './hub-events.ts';
import { passTotals } from './pass-events.ts';
import type { Reason } from './reason.ts';

/** From the lowest to the highest: `error` needs action, `warning` should be read, `info` may be. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;

/** The severity of an event: one of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** Whether a person requested the stop: it is intended, and no alarm. */
export function isRequestedStop({ code }: Pick<Reason, 'code'>): boolean {
  return code === 'stop-requested' || code === 'stop-tagged';
}

/**
 * The severity of an event. A campaign that ended with failures, or whose sharing is not complete, is a `warning`: each
 * failure was an `error`. So is a stop that a person requested: others may expect the waiting images to be updated. A
 * version that is held needs action.
 */
export function severityOf(event: AnnouncedEvent): Severity {
  if (event.type === 'updateFailed' || event.type === 'versionHeld') return 'error';
  if (event.type === 'campaignHalted' || event.type === 'campaignStopped') {
    return isRequestedStop(event.reason) ? 'warning' : 'error';
  }
  if (['quotaTooSmall', 'campaignDelayed', 'approvalWanted', 'fleetRolledBack'].includes(event.type))
    return 'warning';
  // The code that manages the fleet will undo the switch, unless a person changes it.
  if (event.type === 'fleetSwitched') return event.managedBy === undefined ? 'info' : 'warning';
  if (event.type === 'hubEnded') {
    const { stopped, failed } = hubTotals(event);
    if (stopped > 0) return 'error';
    return failed > 0 ? 'warning' : 'info';
  }
  if (event.type === 'passEnded') {
    const { stopped, failed, approvals } = passTotals(event);
    const codes = event.targets.flatMap(({ done, held }) => [...done, ...held].map(({ code }) => code));
    if (stopped > 0 || codes.includes('version-held')) return 'error';
    return failed + approvals > 0 || codes.includes('rolled-back') ? 'warning' : 'info';
  }
  if (event.type === 'imageUpdated') return event.unshared === undefined ? 'info' : 'warning';
  if (event.type !== 'campaignEnded') return 'info';
  const isShort = event.updated.some(({ unshared }) => unshared !== undefined);
  return event.failed.length > 0 || isShort ? 'warning' : 'info';
}

/** Whether a severity is `least` or higher. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
