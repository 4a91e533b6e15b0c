import { decideAdoption } from '../policy/decide-adoption.ts';
import { imagesInDoubt } from '../policy/decide-enrolment.ts';
import { decideRefusal, decideStart, type StartDecision, type StartSight } from '../policy/decide-starts.ts';
import { explainNothingFound } from '../policy/nothing-found.ts';
import type { Policy } from '../policy/options.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore, UpdateAnswer } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { type CampaignState, failuresOf } from '../state/state.ts';

/** The records of updates in progress, by name; untagged, since only their states matter. */
export async function lookAtSuccessors(
  store: ImageStore,
  updating: readonly { readonly successor: string }[],
): Promise<ReadonlyMap<string, ImageRecord>> {
  if (updating.length === 0) return new Map();
  return byName(
    await store.describe(
      updating.map(({ successor }) => successor),
      { tags: false },
    ),
  );
}

/** The named images with their tags, by name. A store is never asked about nothing, which it could take for everything. */
export async function lookAtTags(
  store: Pick<ImageStore, 'describe'>,
  names: readonly string[],
): Promise<Map<string, ImageRecord>> {
  return names.length === 0 ? new Map() : byName(await store.describe(names, { tags: true }));
}

/** The records of an answer, by name. */
const byName = (records: readonly ImageRecord[]): Map<string, ImageRecord> =>
  new Map(records.map((record) => [record.name, record]));

/**
 * Every image that was ever enrolled or is ignored, and the successors that they name. Whatever the enrolment depends on and an index
 * that may lag has answered is looked at again.
 */
export async function lookAtImages(
  store: ImageStore,
  policy: Policy,
  startedAt: Instant,
): Promise<readonly ImageRecord[]> {
  const { autoUpdate, enabled, completed, ignored } = policy.tags;
  const seen = byName(await store.find({ key: autoUpdate, values: [enabled, completed, ignored] }));
  const current = [...seen.values()].filter(({ tags, tagsMayLag }) => tags !== undefined && !tagsMayLag);
  const fresh = new Set(current.map(({ name }) => name));
  for (;;) {
    // The tags of an image can tell of another whose tags are needed in turn.
    const doubted = imagesInDoubt(seen, policy, startedAt).filter((name) => !fresh.has(name));
    if (doubted.length === 0) return [...seen.values()];
    for (const name of doubted) {
      fresh.add(name);
      seen.delete(name);
    }
    for (const [name, record] of await lookAtTags(store, doubted)) seen.set(name, record);
  }
}

/** Why nothing was found, when all images are looked at; undefined when they can't be, which changes nothing else. */
export async function lookForNearMisses(store: ImageStore, policy: Policy): Promise<string | undefined> {
  try {
    const names = (await store.list()).map(({ name }) => name);
    return explainNothingFound([...(await lookAtTags(store, names)).values()], policy);
  } catch (error) {
    if (error instanceof ImageStoreError) return undefined;
    throw error;
  }
}

/**
 * Looks at the world until the starts of `sources` can be decided: the sources with their tags, whoever holds a name
 * that a successor could get, and the store's dry run. Touches nothing. `decideStart` says what it lacks; this
 * fetches it, for all sources at once.
 * @param foresee for a plan: have the dry run in any case, and take it that every start succeeds
 */
export async function lookAtStarts(
  store: Pick<ImageStore, 'describe' | 'dryRun'>,
  sources: readonly string[],
  state: CampaignState,
  policy: Policy,
  now: Instant,
  foresee = false,
): Promise<readonly StartDecision[]> {
  const records = new Map<string, ImageRecord>();
  const looked = new Set<string>();
  const answers = new Map<string, UpdateAnswer | ImageStoreError>();
  const ask = foresee || policy.skipCurrent;
  for (;;) {
    const decisions = decideStarts(
      sources,
      { records, looked, ...(ask ? { answers } : {}) },
      state,
      policy,
      now,
      foresee,
    );
    const names = decisions.flatMap((decision) => (decision.kind === 'look' ? [decision.name] : []));
    if (names.length > 0) {
      for (const [name, record] of await lookAtTags(store, [...new Set(names)])) records.set(name, record);
      for (const name of names) looked.add(name);
      continue;
    }
    const asks = decisions.flatMap((decision) => (decision.kind === 'ask' ? [decision] : []));
    if (asks.length === 0) return decisions;
    await Promise.all(asks.map(async ({ source, order }) => answers.set(source, await dryRun(store, order))));
  }
}

/** Decides for several waiting images at once; no two get the same name. */
function decideStarts(
  sources: readonly string[],
  sight: StartSight,
  state: CampaignState,
  policy: Policy,
  now: Instant,
  foresee: boolean,
): readonly StartDecision[] {
  const taken = new Set(
    state.images.flatMap((image) => [
      ...('successor' in image && image.successor ? [image.successor] : []),
      ...failuresOf(image),
    ]),
  );
  const claimed = new Set<string>();
  const held = foresee ? taken : claimed;
  return sources.map((source) => {
    const decision = decideStart(source, { taken, claimed }, sight, state, policy, now);
    if (decision.kind === 'ask' || decision.kind === 'start') held.add(decision.order.successor);
    if (decision.kind === 'adopt' || decision.kind === 'hold') held.add(decision.successor);
    return decision;
  });
}

async function dryRun(store: Pick<ImageStore, 'dryRun'>, order: Parameters<ImageStore['dryRun']>[0]) {
  try {
    return await store.dryRun(order);
  } catch (error) {
    if (error instanceof ImageStoreError) return error;
    throw error;
  }
}

/**
 * A start was refused in a way that leaves open whether it took effect. Looks at the successor: an update of this
 * source that is there after all is adopted; else the refusal means what it says.
 */
export async function lookAfterRefusal(
  store: ImageStore,
  refused: Extract<StartDecision, { kind: 'start' }>,
  error: ImageStoreError,
  state: CampaignState,
  policy: Policy,
  now: Instant,
): Promise<StartDecision> {
  const { source, record, order } = refused;
  const meant = decideRefusal(source, order.successor, error);
  if (meant.kind === 'stop' || meant.kind === 'fail' || error.code === 'limit') return meant;
  const [holder] = await store.describe([order.successor], { tags: true });
  // A foreign image may have taken the name a moment ago; then the next check finds a free one.
  return (holder && decideAdoption(record, holder, policy, state.startedAt, now)) ?? meant;
}
