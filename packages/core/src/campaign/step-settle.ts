import { decideProgress } from '../policy/decide-progress.ts';
import { remembrance } from '../policy/tags.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import { minutesBetween } from '../ports/instant.ts';
import { errorDetail } from '../state/detail.ts';
import { foldAttemptFailed, foldFailed, foldMark, foldUpdated } from '../state/fold.ts';
import type { Reason } from '../state/reason.ts';
import type { UpdatingImage } from '../state/state.ts';
import { isEndSeenLate } from '../state/update-length.ts';
import type { Check } from './check.ts';
import { lookAtSuccessors } from './look.ts';
import { catchUp, reopenSource } from './tagging.ts';

/** Looks at every update in progress and brings those that ended to their outcome. */
export async function settle(check: Check): Promise<void> {
  const { store, policy, now } = check.context;
  const { updating } = check;
  const seen = await lookAtSuccessors(store, updating);
  for (const image of updating) {
    if (check.isOutOfTime()) return;
    const decision = decideProgress(image, seen.get(image.successor), policy, now());
    if (decision.kind === 'give-up' || decision.kind === 'try-again') {
      await fail(check, image, decision);
      continue;
    }
    const marked = image.marked || (await markAdopted(check, image));
    if (decision.kind !== 'conclude' || !marked) continue;
    await rememberDuration(check, image, seen.get(image.successor));
    check.apply(foldUpdated(check.state, image, check.fold));
  }
}

/** Writes on the successor how long its update took. A convenience: an outcome does not wait for it. */
async function rememberDuration(
  check: Check,
  image: UpdatingImage,
  successor: ImageRecord | undefined,
): Promise<void> {
  const { store, policy, now } = check.context;
  if (!policy.rememberDurations || successor === undefined) return;
  // A length that nobody knows would mislead the next campaign.
  if (isEndSeenLate(check.state, image.startedAt, now())) return;
  const change = remembrance(minutesBetween(image.startedAt, now()), policy.tags);
  try {
    await store.retag(successor, change);
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    const { source, successor: name } = image;
    check.tell('taggingFailed', { source, successor: name, detail: errorDetail(error) }, source);
  }
}

/** Writes the tags of an update that was adopted, or whose mark did not come through. */
async function markAdopted(check: Check, image: UpdatingImage): Promise<boolean> {
  const { store, policy } = check.context;
  const done = await check.tag(image, () => catchUp(store, image, policy.tags));
  if (done) check.apply(foldMark(check.state, image));
  return done;
}

/** What becomes of a failed update waits for the tags, which must say the same as the state. */
async function fail(
  check: Check,
  image: UpdatingImage,
  { kind, reason }: { readonly kind: 'give-up' | 'try-again'; readonly reason: Reason },
): Promise<void> {
  const { store, policy } = check.context;
  const reopened = await check.tag(image, () => reopenSource(store, image, policy.tags));
  if (!reopened) return;
  check.failedNow.add(image.source);
  // The run that started it did not record its source, so there is nothing to start again.
  const again = kind === 'try-again' && image.source !== image.successor;
  const fold = again ? foldAttemptFailed : foldFailed;
  check.apply(fold(check.state, image, reason, check.fold));
}
