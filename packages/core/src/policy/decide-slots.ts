import { failuresOf, holdsSlot } from '../state/campaign-image.ts';
import { halted, stopped } from '../state/campaign-transitions.ts';
import { startOrder } from '../state/start-order.ts';
import type { CampaignState } from '../state/state.ts';
import { adopted, failed, skipped, startDecided, startReverted } from '../state/transitions.ts';
import { decideStart } from './decide-starts.ts';
import type { DecideContext, Draft } from './decision.ts';
import { tooManyFailures } from './failure-threshold.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './options.ts';

/** Waiting images that one step considers at most, so that a step stays short however many of them are current. */
const MAX_CONSIDERED = 100;

/** Decides starts for free slots, unless the campaign is halted. */
export function decideStarts(draft: Draft, observation: Observation, context: DecideContext): void {
  const { policy, now, isPlan = false } = context;
  let free = isPlan ? Number.POSITIVE_INFINITY : freeSlots(draft.state, policy);
  if (free <= 0 || (context.refused !== undefined && !isPlan)) return;
  if (!isPlan && isHalted(draft, observation, context)) return;
  const dryRun = isPlan || policy.skipCurrent;
  const order = startOrder(draft.state);
  const taken = namesOf(draft.state);
  for (const [index, source] of order.entries()) {
    if (free <= 0) return;
    if (index >= MAX_CONSIDERED && !isPlan) {
      draft.isUnfinished = true;
      return;
    }
    const { state } = draft;
    const start = decideStart(source, observation, { state, policy, now, taken, dryRun });
    draft.starts.push(start);
    // Those that share a base name must not ask for the same.
    if (start.kind === 'ask') taken.add(start.order.successor);
    if ('successor' in start) taken.add(start.successor);
    switch (start.kind) {
      case 'look':
        draft.needs.push({ kind: 'image', name: start.name });
        free--;
        break;
      case 'ask':
        draft.needs.push({ kind: 'dry-run', order: start.order });
        free--;
        break;
      case 'start':
        draft.apply(startDecided(state, start, now));
        free--;
        break;
      case 'adopt':
        draft.apply(adopted(state, { source, successor: start.successor, startedAt: start.startedAt }, now));
        // It may have ended already, and then its slot is free.
        draft.isUnfinished = true;
        free--;
        break;
      case 'skip':
        draft.apply(skipped(state, source, start.reason, now));
        break;
      case 'fail':
        draft.apply(failed(state, { source }, start.reason, now));
        break;
      case 'skip-for-now':
        draft.refused ??= start.reason;
        draft.apply(startReverted(state, source, true));
        break;
      case 'retry-later':
        draft.refused ??= start.reason;
        if (!isPlan) return;
        break;
      case 'stop':
        if (isPlan) break;
        draft.apply(stopped(state, start.reason, now));
        return;
    }
  }
}

/** Slots that are free: none while the campaign is halted, or while a batch is in progress. */
export function freeSlots(state: CampaignState, policy: Policy): number {
  const busy = state.images.filter(holdsSlot).length;
  const isClosed = state.halted !== undefined || (policy.pacing === 'batch' && busy > 0);
  return isClosed ? 0 : policy.batchSize - busy;
}

/** Names of successors of this campaign, and of those that failed. */
function namesOf({ images }: CampaignState): Set<string> {
  return new Set(
    images.flatMap((image) => [
      ...('successor' in image && image.successor !== undefined ? [image.successor] : []),
      ...failuresOf(image),
    ]),
  );
}

/** Halts the campaign when too many updates have failed, or when somebody asks for it by a tag on an image that waits. */
function isHalted(draft: Draft, { stopTag }: Observation, { policy, now }: DecideContext): boolean {
  const waiting = startOrder(draft.state);
  if (waiting.length === 0) return false;
  if (stopTag === undefined) draft.needs.push({ kind: 'stop-tag', among: waiting });
  const asked = stopTag === undefined || stopTag === 'none' ? undefined : stopTag;
  const reason = tooManyFailures(draft.state, policy) ?? asked;
  if (reason !== undefined) draft.apply(halted(draft.state, reason, now));
  return reason !== undefined;
}
