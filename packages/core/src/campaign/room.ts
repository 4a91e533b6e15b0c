import { decidePrune } from '../policy/decide-prune.ts';
import { isRetryable } from '../policy/error-handling.ts';
import { type Instant, minutesBetween } from '../ports/instant.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import type { RoomShortage } from '../state/room-shortage.ts';
import { withStatus } from '../state/state.ts';
import { quotaTooSmall } from '../state/transitions.ts';
import type { PruneContext } from './prune-context.ts';
import { applied, type StepContext, type StepProgress, storeError } from './step.ts';

/** How long a campaign puts its first start off because the images can't be counted. */
const TIMEOUT_MINUTES = 30;

/**
 * Compares a campaign that does not prune with the image quota, once, before the first start. Where the quota does not hold
 * it, people are told which images pruning would delete. Nothing fails for it: what can't be looked at is said.
 */
export async function compareWithQuota(from: StepProgress, context: StepContext): Promise<StepProgress> {
  const { advice, store, now } = context;
  const { state } = from;
  const needed = withStatus(state, 'waiting').length;
  if (advice === undefined || needed === 0) return from;
  try {
    const quota = await advice.inventory.imageQuota?.();
    // A quota that is only supposed would alarm people each month who have raised theirs.
    if (quota === undefined) return from;
    const room = Math.max(0, quota - (await store.list()).length);
    if (room >= needed) return from;
    const shortage = { needed, room, quota, ...(await removable(advice, now())) };
    return applied(from, quotaTooSmall(state, shortage, now()), context);
  } catch (error) {
    const failure = storeError(error);
    // Thrown, the candidates are found again at the next check, which is told; but updates don't wait for it for long.
    if (isRetryable(failure) && minutesBetween(state.startedAt, now()) < TIMEOUT_MINUTES) throw failure;
    return from;
  }
}

/** What pruning would delete, and what could not be looked at. */
async function removable(
  { inventory, policy }: PruneContext,
  now: Instant,
): Promise<Pick<RoomShortage, 'images' | 'unseen'>> {
  try {
    const seen = await inventory.read();
    const images = decidePrune(seen, policy, now).delete.map(({ image, reason }) => ({ image, reason }));
    const [unseen] = seen.unseen;
    return { images, ...(unseen && { unseen: toDetail(`${unseen.what}: ${unseen.detail}`) }) };
  } catch (error) {
    return { images: [], unseen: errorDetail(storeError(error)) };
  }
}
