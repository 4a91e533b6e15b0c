import { decideEnrolment } from '../policy/decide-enrolment.ts';
import { possibleSources, sourceOf } from '../policy/lineage.ts';
import { CampaignTooLargeError, type ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import { minutesBetween } from '../ports/instant.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import { searched } from '../state/campaign-transitions.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import type { CampaignState, SearchProgress } from '../state/state.ts';
import { enrolled, resolved } from '../state/transitions.ts';
import { observeEnrolled, observeImages, observeNearMisses } from './observe.ts';
import { compareWithQuota } from './room.ts';
import { isFurther, type Search, searchImages, shortenedTo } from './search.ts';
import { largestSize } from './state-size.ts';
import { applied, emit, type StepContext, type StepProgress, storeError, writeTags } from './step.ts';
import { reopenSource } from './tagging.ts';

/** Minutes for which a campaign delays its first start while the store refuses the tags that reopen a source. */
const REOPEN_TIMEOUT_MINUTES = 30;

/** Finds the candidates, once in a campaign. A search that is cut short is kept, and the next step goes on from there. */
export async function discover(from: StepProgress, context: StepContext): Promise<StepProgress> {
  if (from.state.status !== 'discovering') return from;
  const { store, policy, now } = context;
  const { state } = from;
  const search = await searchImages(store, policy, state.search, now());
  if (search.interrupted !== undefined) return cutShort(from, search, search.interrupted, context);
  let images: readonly ImageRecord[];
  try {
    images = await observeEnrolled(store, search.images, policy, state.startedAt);
  } catch (error) {
    return cutShort(from, search, storeError(error), context);
  }
  const enrolment = decideEnrolment(images, policy, state.startedAt, now());
  requireStateFits(enrolment.images, state, context);
  let untagged: string | undefined;
  for (const { source, successor } of enrolment.reopen) {
    const update = { source: source.name, successor };
    const reopen = async () => {
      await reopenSource(store, update, policy.tags);
      emit(context, state, { type: 'sourceReopened', ...update }, update.source);
    };
    const answer = await writeTags(context, state, update, reopen);
    if (answer !== 'done') untagged ??= answer.later;
  }
  const progress = untagged === undefined ? from : { ...from, untagged };
  // A source that is not open yet would be taken for one that somebody closed, so the next step finds the candidates
  // again; but the others do not wait for it for long.
  const isWithinTimeout = minutesBetween(state.startedAt, now()) < REOPEN_TIMEOUT_MINUTES;
  if (untagged !== undefined && isWithinTimeout) {
    return { ...progress, state: keeping(state, search.progress, context) };
  }
  const isFound = enrolment.images.length > 0;
  const nothingFound = isFound ? undefined : await observeNearMisses(store, search, policy);
  const explained = nothingFound === undefined ? {} : { nothingFound: toDetail(nothingFound) };
  const { search: _, ...rest } = state;
  const next = enrolled({ ...rest, ...explained }, enrolment.images, now());
  // The tags of those that were opened a moment ago are not what they were, and what an earlier step has read is old.
  const opened = new Set(enrolment.reopen.map(({ source }) => source.name));
  const discovered = images.filter(({ name }) => !opened.has(name) && !search.earlier.has(name));
  return { ...(await compareWithQuota(applied(progress, next, context), context)), discovered };
}

/** What was read is kept. Where only the time of the step is over, the next one is due at once. */
function cutShort(
  from: StepProgress,
  search: Search,
  failure: ImageStoreError,
  context: StepContext,
): StepProgress {
  const { policy, now, timeLeft } = context;
  const { state } = from;
  // What is not read yet can only add to those who take part so far.
  requireStateFits(decideEnrolment(search.images, policy, state.startedAt, now()).images, state, context);
  const kept = keeping(state, search.progress, context);
  const hasProgress = kept.search !== undefined && isFurther(kept.search, state.search);
  if (!hasProgress) return { ...from, state: kept, failure };
  const next = searched(kept, now());
  if (failure.code !== 'busy' || timeLeft() > 0) return { ...from, state: next, failure };
  emit(context, state, { type: 'checkPostponed', detail: errorDetail(failure) });
  return { ...from, state: next, isUnfinished: true };
}

/** The state with how far a search came, as far as the driver has room for it. */
function keeping(
  state: CampaignState,
  search: SearchProgress | undefined,
  { stateLimit }: StepContext,
): CampaignState {
  const { search: _, ...rest } = state;
  const fits = (some: SearchProgress) =>
    stateLimit === undefined || stateLimit.measure({ ...rest, search: some }) <= stateLimit.bytes;
  const kept = search && shortenedTo(search, fits);
  return kept === undefined ? rest : { ...rest, search: kept };
}

function requireStateFits(
  candidates: CampaignState['images'],
  state: CampaignState,
  { stateLimit, notifiers, policy, advice }: StepContext,
): void {
  if (stateLimit === undefined) return;
  const { search: _, ...rest } = state;
  const tellsShortage = advice !== undefined;
  const bytes = largestSize(
    { ...rest, images: candidates },
    { ...policy, tellsShortage },
    notifiers,
    stateLimit,
  );
  if (bytes > stateLimit.bytes) throw new CampaignTooLargeError(candidates.length, bytes, stateLimit.bytes);
}

/** Finds the sources of updates that another process started without recording them. */
export async function resolve(from: StepProgress, context: StepContext): Promise<StepProgress> {
  if (from.state.unresolved.length === 0) return from;
  const found = await findSources(from.state, context);
  return applied(from, resolved(from.state, found, context.now()), context);
}

async function findSources(
  state: CampaignState,
  { store, policy }: StepContext,
): Promise<readonly UpdatingImage[]> {
  const { unresolved } = state;
  const names = policy.tags;
  const records = present(await observeImages(store, unresolved, { tags: true }));
  const possible = [...records.values()].flatMap((record) => possibleSources(record, names));
  const known = present(await observeImages(store, [...new Set(possible)], { tags: true }));
  const sources = new Map<string, string>();
  for (const record of records.values()) {
    const source = sourceOf(record, known, names);
    if (source !== undefined) sources.set(record.name, source);
  }
  const lost = unresolved.filter((successor) => !sources.has(successor));
  if (lost.length > 0) {
    for (const image of await store.find({ key: names.nextVersion, values: lost })) {
      const successor = image.tags?.[names.nextVersion];
      if (successor !== undefined && lost.includes(successor)) sources.set(successor, image.name);
    }
  }
  const claimed = new Set(
    state.images.flatMap(({ status, source }) => (status === 'waiting' ? [] : [source])),
  );
  return unresolved.map((successor): UpdatingImage => {
    const startedAt = records.get(successor)?.createdAt ?? state.startedAt;
    const source = sources.get(successor) ?? successor;
    // A source has one outcome: a second successor of it stands for itself.
    const own = claimed.has(source) ? successor : source;
    claimed.add(own);
    return { status: 'updating', source: own, successor, startedAt, sourceTagged: false };
  });
}

/** The images that exist. */
const present = (images: ReadonlyMap<string, ImageRecord | undefined>): ReadonlyMap<string, ImageRecord> =>
  new Map([...images].flatMap(([name, record]) => (record === undefined ? [] : [[name, record] as const])));
