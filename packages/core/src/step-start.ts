import type { Check } from './check.ts';
import type { StartDecision } from './decide-starts.ts';
import { ImageStoreError } from './errors.ts';
import { foldFailed, foldMark, foldSkipped, foldStart, foldStopped } from './fold.ts';
import type { Instant } from './instant.ts';
import { lookAfterRefusal, lookAtStarts } from './look.ts';
import type { UpdatingImage } from './state.ts';
import { markSource } from './tagging.ts';

/** Starts that one check considers at most, so that a check stays short however many images are current. */
const MAX_CONSIDERED = 100;

/** Starts waiting images while slots are free. */
export async function startWaiting(check: Check): Promise<void> {
  const { store, policy, now } = check.context;
  if (policy.pacing === 'batch' && check.updating.length > 0) return;
  const considered = new Set<string>();
  for (;;) {
    const free = Math.max(0, policy.batchSize - check.updating.length);
    const next = check.waiting.filter((source) => !considered.has(source)).slice(0, free);
    if (next.length === 0) return;
    if (considered.size >= MAX_CONSIDERED) {
      check.unfinished = true;
      return;
    }
    for (const decision of await lookAtStarts(store, next, check.state, policy, now())) {
      if (decision.kind === 'defer') continue;
      considered.add(decision.source);
      if (!(await perform(check, decision))) return;
    }
  }
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
      check.refusal ??= decision.detail;
      check.tell('startPostponed', { source, detail: decision.detail }, source);
      return decision.kind === 'pass';
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
