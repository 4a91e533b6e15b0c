import { severityOf } from '@appstream-campaign/core/internal';
import type { HoldReason, RolloutEvent, RolloutResult } from '@appstream-campaign/core/rollout';
import type { HandlerLogger } from './event-log.ts';
import type { PassReport } from './pass-report.ts';

/** The result of one call of the rollout function. The log has the details. */
export interface RolloutSummary {
  /** Fleets that got a newer version. In a dry run, those that would. */
  readonly Switched: number;
  /** Fleets that were rolled back to an earlier version. */
  readonly RolledBack: number;
  /** Instances of multi-session fleets that take no more sessions, so that they go with their last one. */
  readonly Drained: number;
  /** Fleets that have what they are to have. */
  readonly Settled: number;
  /** Fleets that are held although there is, or may be, another desired version, by reason. */
  readonly Held: Readonly<Partial<Record<HoldReason, number>>>;
  /** Versions that no further fleet gets until a person releases them. */
  readonly HeldVersions: readonly string[];
  /** Actions that failed; the next call retries. */
  readonly Failed: number;
  /** Actions that were skipped because something changed, or the call was out of time; the next call decides again. */
  readonly Skipped: number;
  /** Messages that a channel did not accept. */
  readonly Untold: number;
  /** What a hub's report tells of it; of a call that asks for it with `SummaryBytes`. */
  readonly Report?: PassReport;
}

/** Longest list of versions in a summary. The log has the full count. */
const MAX_NAMES = 50;

/** The summary of a pass that could not begin. */
export const NO_PASS: RolloutSummary = {
  Switched: 0,
  RolledBack: 0,
  Drained: 0,
  Settled: 0,
  Held: {},
  HeldVersions: [],
  Failed: 0,
  Skipped: 0,
  Untold: 0,
};

/** The result in numbers. */
export function summaryOf({
  decision,
  done,
  skipped,
  failed,
  events,
  undelivered,
  after,
  isDryRun,
}: RolloutResult & { readonly isDryRun: boolean }): RolloutSummary {
  const acts = isDryRun ? decision.actions : done;
  const count = (wanted: string) => acts.filter(({ type }) => type === wanted).length;
  const held: Partial<Record<HoldReason, number>> = {};
  for (const { reason } of after.holds) held[reason] = (held[reason] ?? 0) + 1;
  const versions = new Set([
    ...after.holds.flatMap(({ reason, wanted }) => (reason === 'version-held' ? (wanted ?? []) : [])),
    ...acts.flatMap((action) => (action.type === 'hold' ? [action.image] : [])),
    ...events.flatMap((event) => (event.type === 'versionHeld' ? [event.image] : [])),
  ]);
  return {
    Switched: count('switch'),
    RolledBack: count('rollback'),
    Drained: count('drain'),
    Settled: after.settled.length,
    Held: held,
    HeldVersions: [...versions].slice(0, MAX_NAMES),
    Failed: failed.length,
    Skipped: skipped.length,
    Untold: undelivered.length,
  };
}

const levelOf = (event: RolloutEvent) => {
  const severity = severityOf(event);
  return severity === 'warning' ? 'warn' : severity;
};

/**
 * Writes a pass: one line for each event, for what was not done, and for the pass as a whole. The last one, `rolloutPass`,
 * is what metric filters read: it comes at every pass, so that an alarm ends when what it is about does.
 */
export function logPass(logger: HandlerLogger, result: RolloutResult, summary: RolloutSummary): void {
  for (const event of result.events) {
    const { type, ...fields } = event;
    logger[levelOf(event)](type, fields);
  }
  for (const { action, reason } of result.failed) logger.error('rolloutActionFailed', { action, reason });
  for (const { action, reason } of result.skipped) logger.info('rolloutActionSkipped', { action, reason });
  for (const { event, notifier, reason } of result.undelivered) {
    logger.error('notificationFailed', { notifier, event: event.id, reason });
  }
  const { Switched, RolledBack, Drained, Settled, Held, HeldVersions, Failed, Skipped, Untold } = summary;
  logger.info('rolloutPass', {
    switched: Switched,
    rolledBack: RolledBack,
    drained: Drained,
    settled: Settled,
    held: Held,
    heldVersions: HeldVersions.length,
    failed: Failed,
    skipped: Skipped,
    undelivered: Untold,
  });
}

/** Writes what a pass would do, in the same format. */
export function logPlan(logger: HandlerLogger, { decision }: RolloutResult): void {
  for (const action of decision.actions) logger.info('rolloutActionPlanned', { action });
  for (const hold of decision.holds) logger.info('fleetHeld', { ...hold });
  for (const version of decision.pausedVersions) logger.info('versionPaused', { ...version });
}
