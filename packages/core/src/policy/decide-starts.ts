import type { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { UpdateAnswer, UpdateRequest } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import { type CampaignState, dateOf } from '../state/state.ts';
import { type Adoption, adoptionByName, adoptionBySource } from './decide-adoption.ts';
import { errorHandling } from './error-handling.ts';
import { successorDisplayName } from './naming.ts';
import type { Policy } from './options.ts';
import { successorNameFor } from './successor-name.ts';
import { lineageOf, MAX_TAGS, successorTags, tagsNeeded } from './tags.ts';

/** Names that are tried before an image fails with `no-free-name`. */
const NAME_ATTEMPTS = 20;

/** What has been observed when starts are decided. Grows until all requirements are met. */
export interface StartObservation {
  /** Fresh records with tags, by name: sources, and whoever holds a name. Undefined for a name that is free. */
  readonly images: ReadonlyMap<string, ImageRecord | undefined>;
  /** Answers of the store's dry run, by source. */
  readonly answers: ReadonlyMap<string, UpdateAnswer | ImageStoreError>;
}

/** What a start is decided with, beside what was observed. */
export interface StartContext {
  readonly state: CampaignState;
  readonly policy: Policy;
  readonly now: Instant;
  /** Names that successors of this campaign's other images have taken. */
  readonly taken: ReadonlySet<string>;
  /** Whether a dry run is required before a start is decided. */
  readonly dryRun: boolean;
}

/** What to do with one waiting image. `observe` and `dry-run` name what is required first. */
export type StartDecision = { readonly source: string } & (
  | { readonly kind: 'observe'; readonly name: string }
  | { readonly kind: 'dry-run'; readonly order: UpdateRequest }
  | { readonly kind: 'start'; readonly successor: string }
  | ({ readonly kind: 'adopt' } & Adoption)
  | { readonly kind: 'skip' | 'fail' | 'stop'; readonly reason: Reason }
  | { readonly kind: 'retry-later' | 'skip-for-now'; readonly successor: string; readonly reason: Reason }
);

/** Decides for one waiting image. Pure. */
export function decideStart(
  source: string,
  observation: StartObservation,
  context: StartContext,
): StartDecision {
  const { images } = observation;
  if (!images.has(source)) return { kind: 'observe', source, name: source };
  const record = images.get(source);
  const reason = record && reasonNotToStart(record, context.policy);
  if (record !== undefined && reason === undefined) return decideByName(record, observation, context);
  // Another process may be updating it: then its tags name a successor.
  const elsewhere = adoptionBySource(source, record, images, context);
  if (elsewhere?.kind === 'observe') return { source, ...elsewhere };
  if (elsewhere !== undefined) return { kind: 'adopt', source, ...elsewhere.adoption };
  return { kind: 'skip', source, reason: reason ?? { code: 'gone' } };
}

/** Why an image can't be started: it is in a wrong state, not enrolled any more, or full of tags. */
export function reasonNotToStart(record: ImageRecord, policy: Policy): Reason | undefined {
  if (record.condition !== 'available') return { code: 'not-available', detail: record.state };
  const { tags = {} } = record;
  const { autoUpdate, enabled } = policy.tags;
  const value = tags[autoUpdate];
  if (value !== enabled) {
    const now = value === undefined ? `the tag ${autoUpdate} is gone` : `${autoUpdate} is "${value}"`;
    return { code: 'no-longer-enrolled', detail: toDetail(now) };
  }
  const needed = tagsNeeded(record.name, tags, policy.tags);
  const detail = `${needed} tags would be needed, and an image can have ${MAX_TAGS}`;
  return needed > MAX_TAGS ? { code: 'too-many-tags', detail } : undefined;
}

/** Finds the successor's name: the first that is free, unless an update of this source already holds one. */
function decideByName(
  record: ImageRecord,
  observation: StartObservation,
  context: StartContext,
): StartDecision {
  const { state, policy, now, taken } = context;
  const { name: source, tags = {} } = record;
  const date = dateOf(state);
  const input = { baseName: lineageOf(source, tags, policy.tags), source, startedAt: state.startedAt, date };
  for (let attempt = 1; attempt <= NAME_ATTEMPTS; attempt++) {
    const name = successorNameFor(policy, input, attempt);
    if (typeof name !== 'string') return { kind: 'fail', source, reason: name };
    if (taken.has(name)) continue;
    if (!observation.images.has(name)) return { kind: 'observe', source, name };
    const holder = observation.images.get(name);
    if (holder === undefined) return decideByDryRun(record, name, observation, context);
    const adoption = adoptionByName(record, holder, policy, now);
    if (adoption !== undefined) return { kind: 'adopt', source, ...adoption };
  }
  const detail = `${NAME_ATTEMPTS} names were tried, and each is held by another image`;
  return { kind: 'fail', source, reason: { code: 'no-free-name', detail } };
}

function decideByDryRun(
  record: ImageRecord,
  successor: string,
  { answers }: StartObservation,
  { state, policy, dryRun }: StartContext,
): StartDecision {
  const source = record.name;
  const answer = answers.get(source);
  if (answer === undefined && dryRun) {
    return { kind: 'dry-run', source, order: updateRequest(record, successor, state, policy) };
  }
  if (answer === 'current' && policy.skipCurrent)
    return { kind: 'skip', source, reason: { code: 'current' } };
  if (answer === undefined || typeof answer === 'string') return { kind: 'start', source, successor };
  return decideByError(source, successor, answer);
}

/** What the store is asked for when the update of `record` to `successor` is started. */
export function updateRequest(
  { name: source, tags = {}, description }: ImageRecord,
  successor: string,
  state: CampaignState,
  policy: Policy,
): UpdateRequest {
  return {
    source,
    successor,
    displayName: successorDisplayName(lineageOf(source, tags, policy.tags), dateOf(state)),
    ...(description === undefined ? {} : { description }),
    tags: successorTags(source, tags, policy.tags),
  };
}

/** What an error of the dry run means for an image. */
function decideByError(source: string, successor: string, error: ImageStoreError): StartDecision {
  const handling = errorHandling(error);
  if (handling.kind === 'stop' || handling.kind === 'fail') {
    return { kind: handling.kind, source, reason: handling.reason };
  }
  return { kind: handling.kind, source, successor, reason: refusedForNow(error) };
}

/** Why a start that the store refused is tried again later. */
export function refusedForNow(error: ImageStoreError): Reason & { readonly detail: string } {
  return {
    code: error.code === 'limit' ? 'quota-used-up' : 'start-refused',
    detail: errorDetail(error),
  };
}
