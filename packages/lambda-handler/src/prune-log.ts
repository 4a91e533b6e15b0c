import type { PassItem } from '@appstream-campaign/core/internal';
import type { PruneDecision, PruneResult } from '@appstream-campaign/core/prune';
import type { HandlerLogger } from './event-log.ts';
import type { PassReport, TargetlessOutcome } from './pass-report.ts';

/** What one call of the prune function came to. The log has the details. */
export interface PruneSummary {
  /** Names of the images that were deleted; in a dry run, of those that would be. */
  readonly Deleted: readonly string[];
  /** Versions that stay, and why each does, in the log. */
  readonly Kept: number;
  /** Images that were to go and stay, because the world changed or AppStream refused. */
  readonly Failed: readonly string[];
  /** Whether nothing was changed. */
  readonly DryRun: boolean;
  /** What a hub's report tells of it; of a call that asks for it with `SummaryBytes`. */
  readonly Report?: PassReport;
}

/** Writes what a pass will delete, before it does, and how many versions stay for which reason. */
export function logPrunePlan(logger: HandlerLogger, plan: PruneDecision, about: object): void {
  for (const verdict of plan.delete) logger.info('pruneImagePlanned', { ...verdict, ...about });
  const kept: Partial<Record<string, number>> = {};
  for (const { reason } of plan.keep) kept[reason] = (kept[reason] ?? 0) + 1;
  logger.info('prunePlan', { deletes: plan.delete.length, kept, ...about });
}

/** Writes what a pass has done. The last line, `prunePass`, comes at every pass. */
export function logPrunePass(
  logger: HandlerLogger,
  { deleted, failed }: PruneResult,
  { DryRun }: Pick<PruneSummary, 'DryRun'>,
  about: object,
): void {
  for (const image of deleted) logger.info('imageDeleted', { image, ...about });
  for (const { image, reason } of failed) logger.warn('deletionRefused', { image, reason, ...about });
  logger.info('prunePass', { deleted: deleted.length, failed: failed.length, dryRun: DryRun, ...about });
}

/** What a pass came to, for a report. Images outside of lineages were never looked at, and are not in it. */
export function pruneOutcome(plan: PruneDecision, result: PruneResult, dryRun: boolean): TargetlessOutcome {
  const item = ({
    image,
    reason,
    detail,
  }: PruneDecision['keep'][number] | PruneDecision['delete'][number]): PassItem => ({
    name: image,
    code: reason,
    ...(detail === undefined ? {} : { detail }),
  });
  const deleted = new Set(result.deleted);
  const done = plan.delete.filter(({ image }) => dryRun || deleted.has(image)).map(item);
  const held = plan.keep.filter(({ reason }) => reason !== 'no-version').map(item);
  const failed = result.failed.map(({ image, reason }) => ({ name: image, code: 'failed', detail: reason }));
  return {
    counts: { done: done.length, held: held.length, approvals: 0, failed: failed.length },
    done,
    held,
    failed,
  };
}

/** The outcome as the function returns it. */
export function pruneSummary({ done, held, failed }: TargetlessOutcome, dryRun: boolean): PruneSummary {
  const names = (items: readonly PassItem[]) => items.map(({ name }) => name);
  return { Deleted: names(done), Kept: held.length, Failed: names(failed), DryRun: dryRun };
}
