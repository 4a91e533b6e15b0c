import { decidePrune } from '../policy/decide-prune.ts';
import { isRetryable } from '../policy/error-handling.ts';
import { sourcesWithinQuota } from '../policy/sources-within-quota.ts';
import type { ImageStoreError } from '../ports/errors.ts';
import { minutesBetween } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';
import { QUOTAS } from '../ports/quotas.ts';
import { isWithoutOutcome } from '../state/campaign-image.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import { isPruned, pruneDecided, pruned, pruningAt } from '../state/pruning.ts';
import type { Pruning } from '../state/pruning-notes.ts';
import type { CampaignState } from '../state/state.ts';
import { skipped } from '../state/transitions.ts';
import { deleteVersions } from './delete-versions.ts';
import type { PruneContext } from './prune-context.ts';
import { applied, type StepContext, type StepProgress, storeError } from './step.ts';

/** Minutes for which a campaign waits for an inventory that can't be read for now. */
const TIMEOUT_MINUTES = 30;

/** Deletes what the state names, one image at a time; each is read again right before. */
export async function performPruning(from: StepProgress, context: StepContext): Promise<StepProgress> {
  const only = (from.state.deletions ?? []).flatMap((one) => (isPruned(one) ? [one.image] : []));
  if (only.length === 0) return from;
  const { pruning, store, now, timeLeft } = context;
  const keep = (progress: StepProgress, image: string, reason: string) =>
    applied(progress, pruned(progress.state, image, { kind: 'kept', reason }, now()), context);
  const keepAll = (reason: string) => only.reduce((progress, image) => keep(progress, image, reason), from);
  // A campaign whose pruning was switched off, or that was halted, deletes nothing more.
  if (pruning === undefined) return keepAll('pruning is switched off');
  if (from.state.halted !== undefined) return keepAll('the campaign is halted');
  const policy = { ...pruning.policy, maxDeletions: Number.POSITIVE_INFINITY };
  const read = (among?: readonly string[]) => pruning.inventory.read(among);
  let progress = from;
  try {
    for await (const outcome of deleteVersions({ store, read, now, policy, only })) {
      const { image, kind, reason = 'not allowed any more' } = outcome;
      progress =
        kind === 'kept'
          ? keep(progress, image, reason)
          : // An image that is gone was deleted by a step that was interrupted, or by another process.
            applied(progress, pruned(progress.state, image, { kind: 'deleted' }, now()), context);
      if (timeLeft() <= 0) return { ...progress, isUnfinished: true };
    }
  } catch (error) {
    const failure = storeError(error);
    return isWorthWaiting(failure, from.state, context)
      ? { ...from, failure }
      : keepAll(errorDetail(failure));
  }
  return progress;
}

/**
 * Decides which images to delete: before the first start, if the image quota is too small for the campaign, and after the
 * last outcome. The state names them, and the next step deletes them.
 */
export async function prune(from: StepProgress, context: StepContext): Promise<StepProgress> {
  const { pruning } = context;
  const { state } = from;
  if (pruning === undefined || state.status !== 'running' || state.halted !== undefined) return from;
  if (state.deletions?.some(isPruned)) return { ...from, isPruning: true };
  const stage = stageOf(state);
  try {
    if (stage === 'before') return await decideBefore(from, pruning, context);
    if (stage === 'after')
      return await decidePass(from, { stage, inventory: await pruning.inventory.read(), pruning }, context);
    if (stage === 'count') return { ...from, state: await withImageCount(state, pruning) };
    return stage === 'between' ? { ...from, state: pruningAt(state, 'between') } : from;
  } catch (error) {
    const failure = storeError(error);
    if (isWorthWaiting(failure, state, context)) return { ...from, failure };
    const event = { images: [], unseen: errorDetail(failure) };
    if (stage === 'count') return { ...from, state: pruningAt(state, 'over', { unseen: event.unseen }) };
    const next = pruneDecided(
      state,
      { stage: stage === 'before' ? 'before' : 'after', ...event },
      context.now(),
    );
    return applied(from, next, context);
  }
}

/** The next pruning task of a campaign. */
function stageOf({
  pruning,
  images,
  unresolved,
}: CampaignState): 'before' | 'between' | 'after' | 'count' | 'none' {
  if (pruning === undefined) return 'before';
  if (pruning.stage === 'before') return 'between';
  if (pruning.stage === 'after') return 'count';
  const isOpen = images.some(isWithoutOutcome);
  return pruning.stage === 'between' && !isOpen && unresolved.length === 0 ? 'after' : 'none';
}

async function decideBefore(
  from: StepProgress,
  pruning: PruneContext,
  context: StepContext,
): Promise<StepProgress> {
  const { state } = from;
  const waiting = state.images.filter(({ status }) => status === 'waiting').map(({ source }) => source);
  if (waiting.length === 0) return { ...from, state: pruningAt(state, 'between') };
  const inventory = await pruning.inventory.read();
  const known = await pruning.inventory.imageQuota?.();
  const quota = known ?? QUOTAS.images.standard;
  const room = Math.max(0, quota - inventory.images.length);
  const { stop } = context.policy.tags;
  const isStopped = inventory.images.some(
    ({ name, tags = {} }) => waiting.includes(name) && Object.hasOwn(tags, stop),
  );
  if (room >= waiting.length || isStopped) return { ...from, state: pruningAt(state, 'between') };
  const space = { needed: waiting.length, room };
  const progress = await decidePass(from, { stage: 'before', inventory, pruning, space }, context);
  // An assumed quota must not keep images from their updates.
  if (known === undefined) return progress;
  const going = (progress.state.deletions ?? []).filter(isPruned).length;
  const chosen = sourcesWithinQuota({ waiting, room: room + going, inventory });
  const detail = toDetail(`the account may have ${known} images, and ${room + going} places are free`);
  return waiting
    .filter((source) => !chosen.has(source))
    .reduce((next, source) => {
      const reason = { code: 'quota-used-up', detail } as const;
      return applied(next, skipped(next.state, source, reason, context.now()), context);
    }, progress);
}

interface Pass {
  readonly stage: 'before' | 'after';
  readonly inventory: ImageInventory;
  readonly pruning: PruneContext;
  /** Before the first start: how many images are needed, and how many the quota still allows. */
  readonly space?: { readonly needed: number; readonly room: number };
}

async function decidePass(
  from: StepProgress,
  { stage, inventory, pruning, space }: Pass,
  context: StepContext,
): Promise<StepProgress> {
  const plan = decidePrune(inventory, pruning.policy, context.now());
  const own = ownImages(from.state);
  const images = plan.delete.flatMap(({ image, reason }) => (own.has(image) ? [] : [{ image, reason }]));
  const [unseen] = inventory.unseen;
  const told = unseen === undefined ? {} : { unseen: toDetail(`${unseen.what}: ${unseen.detail}`) };
  const next = pruneDecided(from.state, { stage, images, ...told, ...space }, context.now());
  const progress = applied(from, next, context);
  const hasMore = images.length > 0 || stage === 'after';
  return hasMore ? { ...progress, isPruning: true } : progress;
}

/** Sources and successors of this campaign: the successors are not tested yet. */
function ownImages({ images }: CampaignState): ReadonlySet<string> {
  return new Set(
    images.flatMap((image) =>
      'successor' in image && image.successor !== undefined ? [image.source, image.successor] : [],
    ),
  );
}

/** Counts the account's images at the end. */
async function withImageCount(state: CampaignState, { inventory }: PruneContext): Promise<CampaignState> {
  const { images } = await inventory.read();
  const quota = await inventory.imageQuota?.();
  const { unseen } = state.pruning ?? {};
  const count: Partial<Pruning> = { images: images.length, ...(quota === undefined ? {} : { quota }) };
  return pruningAt(state, 'over', { ...count, ...(unseen === undefined ? {} : { unseen }) });
}

/** Whether to retry; a campaign does not wait long for its pruning. */
function isWorthWaiting(
  failure: ImageStoreError,
  { lastProgressAt }: CampaignState,
  { now }: StepContext,
): boolean {
  return isRetryable(failure) && minutesBetween(lastProgressAt, now()) < TIMEOUT_MINUTES;
}
