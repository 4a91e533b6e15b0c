import type { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord, Tags } from '../ports/image.ts';
import type { UpdateAnswer, UpdateOrder } from '../ports/image-store.ts';
import type { Instant } from '../ports/instant.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import { type CampaignState, dateOf } from '../state/state.ts';
import { decideAdoption, decideRunning } from './decide-adoption.ts';
import { successorDisplayName } from './naming.ts';
import type { Policy } from './options.ts';
import { refusalOf } from './refusal.ts';
import { successorNameFor } from './successor-name.ts';
import { lineageOf, MAX_TAGS, successorTags, tagsNeeded } from './tags.ts';

/** Names that are tried before an image fails with `no-free-name`. */
const NAME_ATTEMPTS = 20;

/** What is known of the world when starts are decided. Grows until every decision can be made. */
export interface StartSight {
  /** Fresh records with tags, by name: sources, and whoever holds a name that a successor could get. */
  readonly records: ReadonlyMap<string, ImageRecord>;
  /** Names that were looked at; one without a record is free. */
  readonly looked: ReadonlySet<string>;
  /** Answers of the store's dry run, by source. Absent when starts are decided without asking. */
  readonly answers?: ReadonlyMap<string, UpdateAnswer | ImageStoreError>;
}

/** Names that are not to be had. */
export interface HeldNames {
  /** Successors of this campaign's other images. */
  readonly taken: ReadonlySet<string>;
  /**
   * Names that images before this one in the same round are about to get. Whether they do is seen in the next round;
   * until then this one waits, so that its name depends on the world alone and is the same in every retry.
   */
  readonly claimed: ReadonlySet<string>;
}

/** What to do with one waiting image. `look` and `ask` say what has to be known first, `defer` leaves it to a later round. */
export type StartDecision =
  | { readonly kind: 'defer'; readonly source: string }
  | { readonly kind: 'look'; readonly source: string; readonly name: string }
  | { readonly kind: 'ask'; readonly source: string; readonly order: UpdateOrder }
  | {
      readonly kind: 'start';
      readonly source: string;
      readonly record: ImageRecord;
      readonly order: UpdateOrder;
    }
  | {
      readonly kind: 'adopt';
      readonly source: string;
      readonly successor: string;
      readonly startedAt: Instant;
    }
  | { readonly kind: 'skip' | 'fail' | 'stop'; readonly source: string; readonly reason: Reason }
  | {
      readonly kind: 'hold' | 'pass';
      readonly source: string;
      readonly successor: string;
      readonly detail: string;
      /** A quota is used up. */
      readonly limit: boolean;
    };

/** Decides for one waiting image. Pure; the same sight gives the same decision. */
export function decideStart(
  source: string,
  names: HeldNames,
  sight: StartSight,
  state: CampaignState,
  policy: Policy,
  now: Instant,
): StartDecision {
  if (!sight.looked.has(source)) return { kind: 'look', source, name: source };
  const record = sight.records.get(source);
  const unlessRunning = (reason: Reason): StartDecision =>
    decideRunning(source, record, sight, state, policy, now) ?? { kind: 'skip', source, reason };
  if (record === undefined) return unlessRunning({ code: 'gone' });
  const reason = reasonToSkip(record, policy);
  if (reason !== undefined) return unlessRunning(reason);
  return decideByName(record, record.tags ?? {}, names, sight, state, policy, now);
}

/** Why an image can't be started: it is in a wrong state, not enrolled any more, or full of tags. */
function reasonToSkip(record: ImageRecord, policy: Policy): Reason | undefined {
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
  tags: Tags,
  { taken, claimed }: HeldNames,
  sight: StartSight,
  state: CampaignState,
  policy: Policy,
  now: Instant,
): StartDecision {
  const source = record.name;
  const baseName = lineageOf(source, tags, policy.tags);
  const date = dateOf(state);
  for (let attempt = 1; attempt <= NAME_ATTEMPTS; attempt++) {
    const name = successorNameFor(policy, { baseName, source, startedAt: state.startedAt, date }, attempt);
    if (typeof name !== 'string') return { kind: 'fail', source, reason: name };
    if (claimed.has(name)) return { kind: 'defer', source };
    if (taken.has(name)) continue;
    if (!sight.looked.has(name)) return { kind: 'look', source, name };
    const holder = sight.records.get(name);
    if (holder === undefined) return decideByDryRun(record, tags, name, sight, state, policy);
    const adopted = decideAdoption(record, holder, policy, state.startedAt, now);
    if (adopted !== undefined) return adopted;
  }
  const detail = `${NAME_ATTEMPTS} names were tried, and each is held by another image`;
  return { kind: 'fail', source, reason: { code: 'no-free-name', detail } };
}

function decideByDryRun(
  record: ImageRecord,
  tags: Tags,
  successor: string,
  sight: StartSight,
  state: CampaignState,
  policy: Policy,
): StartDecision {
  const source = record.name;
  const order: UpdateOrder = {
    source,
    successor,
    displayName: successorDisplayName(lineageOf(source, tags, policy.tags), dateOf(state)),
    ...(record.description === undefined ? {} : { description: record.description }),
    tags: successorTags(source, tags, policy.tags),
  };
  const start: StartDecision = { kind: 'start', source, record, order };
  if (sight.answers === undefined) return start;
  const answer = sight.answers.get(source);
  if (answer === undefined) return { kind: 'ask', source, order };
  if (answer === 'accepted') return start;
  if (answer !== 'current') return decideRefusal(source, successor, answer);
  return policy.skipCurrent ? { kind: 'skip', source, reason: { code: 'current' } } : start;
}

/** What a refusal means once it is certain that nothing was started. */
export function decideRefusal(source: string, successor: string, error: ImageStoreError): StartDecision {
  const refusal = refusalOf(error);
  const detail = errorDetail(error);
  switch (refusal.kind) {
    case 'stop':
    case 'fail':
      return { kind: refusal.kind, source, reason: refusal.reason };
    case 'hold':
    case 'pass':
      return { kind: refusal.kind, source, successor, detail, limit: error.code === 'limit' };
  }
}
