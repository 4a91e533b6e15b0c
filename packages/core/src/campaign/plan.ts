import { type Exclusion, exclusionOf } from '../policy/candidacy.ts';
import { decide } from '../policy/decide.ts';
import { decideEnrolment } from '../policy/decide-enrolment.ts';
import { freeSlots } from '../policy/decide-slots.ts';
import type { StartDecision } from '../policy/decide-starts.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import type { CampaignImage } from '../state/campaign-image.ts';
import { resumed } from '../state/campaign-transitions.ts';
import type { Reason } from '../state/reason.ts';
import { type CampaignState, imageOf } from '../state/state.ts';
import { Observations } from './observations.ts';
import { observeEnrolled, observeNearMisses } from './observe.ts';
import { searchImages } from './search.ts';

/**
 * The decision for one image.
 *
 * - `start`: the next steps start its update. `wait`: a later one does, when a slot is free.
 * - `adopt`, `updating`: its update is in progress already.
 * - `updated`: its successor is available. `skip`, `fail`: it ends so, with the reason.
 * - `postpone`: the store refuses it for now. `stop`: the store refuses every update; the campaign would stop.
 * - `exclude`: it is not a candidate.
 */
export type PlannedImage = { readonly image: string } & (
  | { readonly verdict: 'start' | 'wait' | 'adopt' | 'updating' | 'updated'; readonly successor: string }
  | { readonly verdict: 'skip' | 'fail' | 'stop'; readonly reason: Reason }
  | { readonly verdict: 'postpone'; readonly detail: string }
  | { readonly verdict: 'exclude'; readonly exclusion: Exclusion }
);

/** What the next steps would do. */
export interface CampaignPlan {
  readonly campaign: string;
  readonly at: Instant;
  /** Every image of the account, or of the state when one was given; by name. */
  readonly images: readonly PlannedImage[];
  /** Why there is no candidate: how many images were searched, and which came close. */
  readonly nothingFound?: string;
}

/** Observes and decides as a step does, for all images at once, and performs nothing. */
export async function makePlan(
  store: ImageStore,
  from: CampaignState,
  policy: Policy,
  now: Instant,
): Promise<CampaignPlan> {
  const state = resumed(from);
  const { begun, excluded, reopened, nothingFound } =
    state.status === 'discovering'
      ? await discovered(store, state, policy, now)
      : { begun: state, excluded: [], reopened: [], nothingFound: undefined };
  const seen = new PlannedObservations(store, policy, reopened);
  let decision = decide(begun, seen, { policy, now, isPlan: true });
  while (decision.requirements.length > 0) {
    await seen.satisfy(decision.requirements, [], () => false);
    decision = decide(begun, seen, { policy, now, isPlan: true });
  }
  const images = [...excluded, ...settled(begun, decision.state), ...started(decision, policy)];
  return {
    campaign: state.id,
    at: now,
    ...(nothingFound === undefined ? {} : { nothingFound }),
    images: images.sort((a, b) => (a.image < b.image ? -1 : 1)),
  };
}

/** What was observed, as it will be when the sources that failed updates left closed are reopened. */
class PlannedObservations extends Observations {
  readonly #names: Policy['tags'];
  readonly #reopened: Set<string>;

  constructor(store: ImageStore, policy: Policy, reopened: readonly string[]) {
    const opened = new Set(reopened);
    super(store, policy, async ({ write, image }) => {
      if (write === 'reopen') opened.add(image.source);
      return 'done';
    });
    this.#names = policy.tags;
    this.#reopened = opened;
  }

  override async satisfy(...args: Parameters<Observations['satisfy']>): Promise<void> {
    await super.satisfy(...args);
    const { autoUpdate, enabled } = this.#names;
    for (const name of this.#reopened) {
      const record = this.images.get(name);
      if (record !== undefined) {
        this.images.set(name, { ...record, tags: { ...record.tags, [autoUpdate]: enabled } });
      }
    }
  }
}

async function discovered(store: ImageStore, state: CampaignState, policy: Policy, now: Instant) {
  const [all, search] = await Promise.all([store.list(), searchImages(store, policy, state.search, now)]);
  if (search.interrupted !== undefined) throw search.interrupted;
  const tagged = await observeEnrolled(store, search.images, policy, state.startedAt);
  const listing: readonly ImageRecord[] = [
    ...new Map([...all, ...tagged].map((image) => [image.name, image])).values(),
  ];
  const { images, reopen } = decideEnrolment(listing, policy, state.startedAt, now);
  const enrolled = new Set(images.map(({ source }) => source));
  const excluded = listing
    .filter(({ name }) => !enrolled.has(name))
    .map((image): PlannedImage => {
      const exclusion = exclusionOf(image, policy) ?? 'just-updated';
      return { image: image.name, verdict: 'exclude', exclusion };
    });
  const begun: CampaignState = { ...state, status: 'running', images };
  const nothingFound = images.length === 0 ? await observeNearMisses(store, search, policy) : undefined;
  return { begun, excluded, reopened: reopen.map(({ source }) => source.name), nothingFound };
}

/** Images that do not wait, or no longer wait once what is known is in the state. */
function settled(before: CampaignState, after: CampaignState): readonly PlannedImage[] {
  return before.images.flatMap((image): readonly PlannedImage[] => {
    if (image.status === 'waiting') return [];
    const now = imageOf(after, image.source) ?? image;
    return now.status === 'waiting' || (now.status === 'starting' && image.status === 'updating')
      ? []
      : [verdictOf(now)];
  });
}

function verdictOf(image: Exclude<CampaignImage, { status: 'waiting' }>): PlannedImage {
  switch (image.status) {
    case 'starting':
      return { image: image.source, verdict: 'start', successor: image.successor };
    case 'updating':
    case 'updated':
      return { image: image.source, verdict: image.status, successor: image.successor };
    case 'failed':
      return { image: image.source, verdict: 'fail', reason: image.reason };
    case 'skipped':
      return { image: image.source, verdict: 'skip', reason: image.reason };
  }
}

/** Images that wait: as many start as there are slots, unless the store refuses. */
function started(
  { state, starts }: { readonly state: CampaignState; readonly starts: readonly StartDecision[] },
  policy: Policy,
): readonly PlannedImage[] {
  const decided = new Set(starts.map(({ source }) => source));
  const before = { ...state, images: state.images.filter(({ source }) => !decided.has(source)) };
  let free = freeSlots(before, policy) - state.unresolved.length;
  let isHeld = false;
  return starts.flatMap((start): readonly PlannedImage[] => {
    const image = start.source;
    switch (start.kind) {
      case 'skip':
      case 'fail':
      case 'stop':
        isHeld ||= start.kind === 'stop';
        return [{ image, verdict: start.kind, reason: start.reason }];
      case 'adopt':
        free--;
        return [{ image, verdict: 'adopt', successor: start.successor }];
      case 'start': {
        const verdict = free > 0 && !isHeld ? 'start' : 'wait';
        free--;
        return [{ image, verdict, successor: start.successor }];
      }
      case 'retry-later':
      case 'skip-for-now':
        free--;
        isHeld ||= start.kind === 'retry-later';
        return [{ image, verdict: 'postpone', detail: start.reason.detail ?? start.reason.code }];
    }
    // A complete decision has no requirements left.
    return [];
  });
}
