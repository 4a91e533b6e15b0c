import type { StartDecision } from '../policy/decide-starts.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { Instant } from '../ports/instant.ts';
import { foldFailed, foldMark, foldPostponed, foldSkipped, foldStart } from '../state/fold.ts';
import { foldStopped } from '../state/fold-campaign.ts';
import type { UpdatingImage } from '../state/state.ts';
import type { Check } from './check.ts';
import { lookAfterRefusal, lookAtStarts } from './look.ts';
import { deleteFailed } from './step-delete.ts';
import { halt } from './step-halt.ts';
import { markSource } from './tagging.ts';

/** Starts that one check considers at most, so that a check stays short however many images are current. */
const MAX_CONSIDERED = 100;

/** Starts waiting images while slots are free, unless the campaign is halted. */
export async function startWaiting(check: Check): Promise<void> {
  const { store, policy, now } = check.context;
  if (policy.pacing === 'batch' && check.updating.length > 0) return;
  await halt(check);
  if (check.state.halted !== undefined) return;
  const considered = new Set(leftForNextCheck(check));
  for (;;) {
    if (check.isOutOfTime()) return;
    // An image that is passed over keeps its slot: if this check is repeated after a crash, that image may start, and
    // those after it in the order, which this check has started, would then be one too many.
    const free = Math.max(0, policy.batchSize - check.updating.length - check.passedOver.size);
    const next = check.waiting.filter((source) => !considered.has(source)).slice(0, free);
    if (next.length === 0) return;
    if (considered.size >= MAX_CONSIDERED) {
      check.unfinished = true;
      return;
    }
    const decisions = await lookAtStarts(store, next, check.state, policy, now());
    for (const [index, decision] of decisions.entries()) {
      if (decision.kind === 'defer') continue;
      considered.add(decision.source);
      // What was looked at for the first of them would have to be looked at again.
      if (index > 0 && check.isOutOfTime()) return;
      if (!(await perform(check, decision))) return;
    }
  }
}

/**
 * Sources that this check leaves alone. Those whose failed successor is to be deleted first: that it failed has to be
 * saved before, or a repeated check would take it for deleted by somebody else.
 */
function leftForNextCheck(check: Check): readonly string[] {
  const { deleteFailed } = check.context.policy;
  const waiting = new Set(check.waiting);
  const left = deleteFailed ? [...check.failedNow].filter((source) => waiting.has(source)) : [];
  check.unfinished ||= left.length > 0;
  return [...left, ...check.passedOver];
}

/** Performs one decision. False when no further start is to be tried in this check. */
async function perform(check: Check, decision: StartDecision): Promise<boolean> {
  const { source } = decision;
  switch (decision.kind) {
    case 'skip':
      check.apply(foldSkipped(check.state, source, decision.reason, check.fold));
      return true;
    case 'fail':
      check.apply(foldFailed(check.state, { source }, decision.reason, check.fold));
      return true;
    case 'stop':
      check.apply(foldStopped(check.state, decision.reason, check.fold));
      return false;
    case 'adopt':
      // It is marked once it was looked at: one that has failed already needs no mark.
      begin(check, 'adopted', decision, decision.startedAt);
      check.adopted = true;
      return true;
    case 'start':
      return start(check, decision);
    case 'hold':
    case 'pass':
      check.refusal ??= { code: decision.limit ? 'quota-used-up' : 'start-refused', detail: decision.detail };
      check.tell('startPostponed', { source, detail: decision.detail }, source);
      if (decision.kind === 'hold') return false;
      check.passedOver.add(source);
      check.apply(foldPostponed(check.state, source));
      return true;
    case 'defer':
    case 'look':
    case 'ask':
      throw new Error(`The start of ${source} was decided without enough knowledge; this is a bug.`);
  }
}

async function start(check: Check, decision: Extract<StartDecision, { kind: 'start' }>): Promise<boolean> {
  const { store, policy, now } = check.context;
  const { source, order, record } = decision;
  const at = now();
  await deleteFailed(check, source);
  try {
    if ((await store.startUpdate(order)) === 'current') {
      return perform(check, { kind: 'skip', source, reason: { code: 'current' } });
    }
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    return perform(check, await lookAfterRefusal(store, decision, error, check.state, policy, at));
  }
  // Who enrolls an image again although it names a successor gets that name back when the update fails.
  const replaces = record.tags?.[policy.tags.nextVersion];
  const image = begin(check, 'started', order, at, replaces);
  check.started = true;
  const marked = await check.tag(image, () => markSource(store, record, order.successor, policy.tags));
  if (marked) check.apply(foldMark(check.state, image));
  return true;
}

function begin(
  check: Check,
  kind: 'started' | 'adopted',
  update: { readonly source: string; readonly successor: string },
  startedAt: Instant,
  replaces?: string,
): UpdatingImage {
  const { source, successor } = update;
  const begun = { source, successor, startedAt, ...(replaces === undefined ? {} : { replaces }) };
  check.apply(foldStart(check.state, { kind, ...begun }, check.fold));
  return { status: 'updating', ...begun, marked: false };
}
