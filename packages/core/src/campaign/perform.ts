import { isUpdateOf } from '../policy/decide-adoption.ts';
import { VISIBILITY_MINUTES } from '../policy/decide-progress.ts';
import { reasonNotToStart, refusedForNow, updateRequest } from '../policy/decide-starts.ts';
import { errorHandling } from '../policy/error-handling.ts';
import type { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import { minutesBetween } from '../ports/instant.ts';
import type { StartingImage } from '../state/campaign-image.ts';
import { stopped } from '../state/campaign-transitions.ts';
import { startingOrder } from '../state/start-order.ts';
import { imageOf } from '../state/state.ts';
import {
  deletionsOver,
  failed,
  skipped,
  sourceTagged,
  started,
  startLeftOpen,
  startReverted,
} from '../state/transitions.ts';
import { observeImages } from './observe.ts';
import { performPruning } from './pruning.ts';
import {
  applied,
  emit,
  runParts,
  type StepContext,
  type StepProgress,
  storeError,
  writeTags,
} from './step.ts';
import { tagSource } from './tagging.ts';

/**
 * Performs the deletions and starts that the state names, and no others. Repeating it from the same state is safe: what
 * was done is found under the same name, and nothing is done twice.
 */
export function perform(from: StepProgress, context: StepContext): Promise<StepProgress> {
  return runParts([performDeletions, performPruning, performStarts], from, context);
}

/** Deletes failed successors. The name alone is no proof: another image may have been created under it. */
async function performDeletions(from: StepProgress, context: StepContext): Promise<StepProgress> {
  const { store, policy } = context;
  let progress = from;
  const deletions = (from.state.deletions ?? []).filter((deletion) => 'successor' in deletion);
  const names = deletions.map(({ successor }) => successor);
  const images = await observeImages(store, names, { tags: true });
  for (const deletion of deletions) {
    const { source, successor } = deletion;
    const image = images.get(successor);
    const isOurs = image?.condition === 'failed' && image.tags?.[policy.tags.updatedFrom] === source;
    if (image !== undefined && isOurs) {
      try {
        await store.remove?.(image);
        emit(context, progress.state, { type: 'failedImageDeleted', source, successor }, successor);
      } catch (error) {
        // An image that can't be deleted uses quota, but does not stop the update.
        if (errorHandling(storeError(error)).kind !== 'fail')
          return { ...progress, failure: storeError(error) };
      }
    }
    progress = { ...progress, state: deletionsOver(progress.state, (one) => one === deletion) };
  }
  return progress;
}

/** Starts what the state names, in its order. */
async function performStarts(from: StepProgress, context: StepContext): Promise<StepProgress> {
  const starting = startingOrder(from.state);
  if (starting.length === 0) return from;
  const images = await observeStarting(starting, context);
  let progress = from;
  for (const [index, image] of starting.entries()) {
    // What was observed for all starts would be out of date in the next step, so at least one is performed.
    if (index > 0 && context.timeLeft() <= 0) return { ...progress, isUnfinished: true };
    progress = await performStart(progress, image, images, context);
    if (progress.failure !== undefined) return progress;
  }
  return progress;
}

/**
 * The sources with their tags; and the successors whose update may have started: it was requested before, or the source has
 * changed since. For the others the start itself shows whether the name is taken.
 */
async function observeStarting(
  starting: readonly StartingImage[],
  { store, policy }: StepContext,
): Promise<ReadonlyMap<string, ImageRecord | undefined>> {
  const names = starting.map(({ source }) => source);
  const sources = await observeImages(store, names, { tags: true });
  const uncertain = starting.filter(({ source, askedAt }) => {
    const record = sources.get(source);
    return askedAt !== undefined || record === undefined || reasonNotToStart(record, policy) !== undefined;
  });
  const successors = await observeImages(
    store,
    uncertain.map(({ successor }) => successor),
    { tags: true },
  );
  return new Map([...sources, ...successors]);
}

/**
 * One start, by what is observed:
 *
 * | the name is held by             | requested before           | then                                                |
 * | ------------------------------- | -------------------------- | --------------------------------------------------- |
 * | an update of this source        |                            | it has begun                                        |
 * | another image                   |                            | it waits again, for another name                    |
 * | none, and the source names it   |                            | it has begun: a new image may be listed late        |
 * | none                            | just now                   | it stays as it is: a new image may be listed late   |
 * | none                            | long ago                   | it did not begin, and waits again behind the others |
 * | none                            | no                         | it is started, unless the campaign is halted, starts are refused for now, or the source has changed |
 */
async function performStart(
  progress: StepProgress,
  image: StartingImage,
  images: ReadonlyMap<string, ImageRecord | undefined>,
  context: StepContext,
): Promise<StepProgress> {
  const { policy, now } = context;
  const { source, successor, askedAt } = image;
  const holder = images.get(successor);
  const revert = (isPostponed: boolean) =>
    applied(progress, startReverted(progress.state, source, isPostponed), context);
  if (holder !== undefined) {
    return isUpdateOf(holder, source, policy) ? adoptStart(progress, image, holder, context) : revert(false);
  }
  const record = images.get(source);
  const { autoUpdate, completed, nextVersion } = policy.tags;
  const { tags = {} } = record ?? {};
  if (tags[autoUpdate] === completed && tags[nextVersion] === successor) {
    return adoptStart(progress, image, undefined, context);
  }
  if (askedAt !== undefined) {
    const isLate = minutesBetween(askedAt, now()) >= VISIBILITY_MINUTES;
    const refused = { code: 'start-refused', detail: `${successor} may have been begun` } as const;
    return isLate ? { ...revert(true), isDenied: true } : { refused, ...progress };
  }
  const { halted, status } = progress.state;
  const isHeld = halted !== undefined || status === 'stopped' || progress.isRefusedToAll === true;
  if (isHeld || record === undefined || reasonNotToStart(record, policy) !== undefined) return revert(false);
  return startUpdate(progress, image, record, context);
}

/** Its update exists: the store started it when it was requested. */
function adoptStart(
  progress: StepProgress,
  { source, successor, askedAt, decidedAt }: StartingImage,
  holder: ImageRecord | undefined,
  context: StepContext,
): StepProgress {
  const startedAt = holder?.createdAt ?? askedAt ?? decidedAt;
  const start = started(progress.state, { source, successor, startedAt }, context.now());
  return applied(progress, start, context);
}

/** Requests the start of one update. */
async function startUpdate(
  progress: StepProgress,
  image: StartingImage,
  record: ImageRecord,
  context: StepContext,
): Promise<StepProgress> {
  const { store, policy, now } = context;
  const { source, successor } = image;
  const startedAt = now();
  try {
    const answer = await store.startUpdate(updateRequest(record, successor, progress.state, policy));
    if (answer === 'current') {
      return applied(progress, skipped(progress.state, source, { code: 'current' }, now()), context);
    }
  } catch (error) {
    return handleStartError(progress, image, storeError(error), context);
  }
  // An image that was enrolled again although it names a successor names that one again when the update fails.
  const replaces = record.tags?.[policy.tags.nextVersion];
  const update = { source, successor, startedAt, ...(replaces === undefined ? {} : { replaces }) };
  const start = started(progress.state, update, now());
  return tagStartedSource({ ...applied(progress, start, context), hasStarted: true }, record, context);
}

/** Tags a source whose update the store has just accepted. */
async function tagStartedSource(
  progress: StepProgress,
  source: ImageRecord,
  context: StepContext,
): Promise<StepProgress> {
  const image = imageOf(progress.state, source.name);
  if (image?.status !== 'updating') return progress;
  const write = () => tagSource(context.store, source, image.successor, context.policy.tags);
  try {
    const answer = await writeTags(context, progress.state, image, write);
    if (answer === 'done') return applied(progress, sourceTagged(progress.state, image), context);
    return { ...progress, untagged: answer.later };
  } catch (error) {
    return { ...progress, failure: storeError(error) };
  }
}

/**
 * Handles an error of a start. Even a definite one says only that this call started nothing: an interrupted step may have
 * started it before. So the successor is read in any case.
 */
async function handleStartError(
  progress: StepProgress,
  image: StartingImage,
  error: ImageStoreError,
  context: StepContext,
): Promise<StepProgress> {
  const { store, policy, now } = context;
  const { source, successor } = image;
  const handling = errorHandling(error);
  const isOpen = error.code !== 'limit' && handling.kind !== 'fail' && handling.kind !== 'stop';
  const asked = isOpen ? applied(progress, startLeftOpen(progress.state, image, now()), context) : progress;
  const given = () => applied(asked, startReverted(asked.state, source, false), context);
  let holder: ImageRecord | undefined;
  try {
    // Without the permission to start, the permission to read may be missing too, and hide the first error.
    if (handling.kind !== 'stop') {
      holder = (await observeImages(store, [successor], { tags: true })).get(successor);
    }
  } catch (cause) {
    return { ...asked, failure: storeError(cause) };
  }
  if (holder !== undefined && isUpdateOf(holder, source, policy))
    return adoptStart(asked, image, holder, context);
  if (handling.kind === 'stop') return applied(asked, stopped(asked.state, handling.reason, now()), context);
  if (handling.kind === 'fail') {
    return applied(asked, failed(asked.state, { source }, handling.reason, now()), context);
  }
  if (isOpen && holder !== undefined) return given();
  const refused = refusedForNow(error);
  emit(context, asked.state, { type: 'startPostponed', source, detail: refused.detail }, source);
  return {
    ...(isOpen ? asked : given()),
    refused: asked.refused ?? refused,
    ...(handling.kind === 'retry-later' ? { isRefusedToAll: true as const } : {}),
  };
}
