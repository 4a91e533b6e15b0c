import { type Exclusion, exclusionOf } from '../policy/candidacy.ts';
import { decideEnrolment } from '../policy/decide-enrolment.ts';
import { decideProgress } from '../policy/decide-progress.ts';
import type { StartDecision } from '../policy/decide-starts.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { foldAttemptFailed } from '../state/fold.ts';
import { foldResumed } from '../state/fold-campaign.ts';
import type { Reason } from '../state/reason.ts';
import { startOrder } from '../state/start-order.ts';
import type { CampaignState } from '../state/state.ts';
import { lookAtImages, lookAtStarts, lookAtSuccessors, lookForNearMisses } from './look.ts';

/**
 * What becomes of one image.
 *
 * - `start`: the next advance starts its update. `wait`: a later one does, when a slot is free.
 * - `adopt`, `updating`: its update is in progress already.
 * - `updated`: its successor is available. `skip`, `fail`: it ends so, with the reason.
 * - `postpone`: the store refuses for now. `stop`: the store refuses everything; the campaign would stop.
 * - `exclude`: it is not a candidate.
 */
export type PlannedImage = { readonly image: string } & (
  | { readonly verdict: 'start' | 'wait' | 'adopt' | 'updating' | 'updated'; readonly successor: string }
  | { readonly verdict: 'skip' | 'fail' | 'stop'; readonly reason: Reason }
  | { readonly verdict: 'postpone'; readonly detail: string }
  | { readonly verdict: 'exclude'; readonly exclusion: Exclusion }
);

/** What the next advance would do. */
export interface CampaignPlan {
  readonly campaign: string;
  readonly at: Instant;
  /** Every image of the account, or of the state when one was given; by name. */
  readonly images: readonly PlannedImage[];
  /** Why there is no candidate: how many images were looked at, and which came close. */
  readonly nothingFound?: string;
}

/** Looks and decides as an advance does, with the same functions, and touches nothing. */
export async function makePlan(
  store: ImageStore,
  from: CampaignState,
  policy: Policy,
  now: Instant,
): Promise<CampaignPlan> {
  const state = foldResumed(from);
  const planned: PlannedImage[] = [];
  const begun =
    state.status === 'discovering'
      ? await discover(store, state, policy, now, planned)
      : { state, reopened: [] };
  let enrolled = begun.state;
  const reopened = new Set<string>(begun.reopened);
  const updating = enrolled.images.filter((image) => image.status === 'updating');
  const successors = await lookAtSuccessors(store, updating);
  let busy = enrolled.unresolved.length;
  for (const image of enrolled.images) {
    if (image.status === 'updated')
      planned.push({ image: image.source, verdict: 'updated', successor: image.successor });
    if (image.status === 'failed')
      planned.push({ image: image.source, verdict: 'fail', reason: image.reason });
    if (image.status === 'skipped')
      planned.push({ image: image.source, verdict: 'skip', reason: image.reason });
    if (image.status !== 'updating') continue;
    const progress = decideProgress(image, successors.get(image.successor), policy, now);
    if (progress.kind === 'try-again') {
      enrolled = foldAttemptFailed(enrolled, image, progress.reason, { now, notifiers: [] }).state;
      reopened.add(image.source);
      continue;
    }
    if (progress.kind === 'give-up') {
      planned.push({ image: image.source, verdict: 'fail', reason: progress.reason });
      continue;
    }
    const done = progress.kind === 'conclude';
    planned.push({
      image: image.source,
      verdict: done ? 'updated' : 'updating',
      successor: image.successor,
    });
    if (!done) busy++;
  }
  const closed = state.halted !== undefined || (policy.pacing === 'batch' && busy > 0);
  const slots = closed ? 0 : policy.batchSize - busy;
  const seen = withReopened(store, reopened, policy);
  const decisions = await lookAtStarts(seen, startOrder(enrolled), enrolled, policy, now, true);
  planned.push(...withinSlots(decisions, slots));
  const idle = state.status === 'discovering' && enrolled.images.length === 0;
  const nothingFound = idle ? await lookForNearMisses(store, policy) : undefined;
  return {
    campaign: state.id,
    at: now,
    ...(nothingFound === undefined ? {} : { nothingFound }),
    images: planned.sort((a, b) => (a.image < b.image ? -1 : 1)),
  };
}

async function discover(
  store: ImageStore,
  state: CampaignState,
  policy: Policy,
  now: Instant,
  planned: PlannedImage[],
): Promise<{ readonly state: CampaignState; readonly reopened: readonly string[] }> {
  const [all, tagged] = await Promise.all([store.list(), lookAtImages(store, policy, state.startedAt)]);
  const listing = [...new Map([...all, ...tagged].map((image) => [image.name, image])).values()];
  const { images, reopen } = decideEnrolment(listing, policy, state.startedAt, now);
  const enrolled = new Set(images.map(({ source }) => source));
  for (const image of listing) {
    if (enrolled.has(image.name)) continue;
    const exclusion = exclusionOf(image, policy) ?? 'just-updated';
    planned.push({ image: image.name, verdict: 'exclude', exclusion });
  }
  return {
    state: { ...state, status: 'running', images },
    reopened: reopen.map(({ source }) => source.name),
  };
}

/** The store as it will look when the sources are opened again that a failed update had left closed. */
function withReopened(
  store: ImageStore,
  closed: ReadonlySet<string>,
  { tags: names }: Policy,
): Pick<ImageStore, 'describe' | 'dryRun'> {
  return {
    dryRun: (order) => store.dryRun(order),
    async describe(wanted, options) {
      const records = await store.describe(wanted, options);
      return records.map((record) =>
        closed.has(record.name)
          ? { ...record, tags: { ...record.tags, [names.autoUpdate]: names.enabled } }
          : record,
      );
    },
  };
}

function withinSlots(decisions: readonly StartDecision[], slots: number): readonly PlannedImage[] {
  let free = slots;
  let held = false;
  const verdictOf = (decision: StartDecision): PlannedImage => {
    const image = decision.source;
    switch (decision.kind) {
      case 'skip':
      case 'fail':
      case 'stop':
        held ||= decision.kind === 'stop';
        return { image, verdict: decision.kind, reason: decision.reason };
      case 'adopt':
        free--;
        return { image, verdict: 'adopt', successor: decision.successor };
      case 'start': {
        const verdict = free > 0 && !held ? 'start' : 'wait';
        free--;
        return { image, verdict, successor: decision.order.successor };
      }
      case 'hold':
      case 'pass':
        free--;
        held ||= decision.kind === 'hold';
        return { image, verdict: 'postpone', detail: decision.detail };
      case 'defer':
      case 'look':
      case 'ask':
        throw new Error(`The start of ${image} was decided without enough knowledge; this is a bug.`);
    }
  };
  return decisions.map(verdictOf);
}
