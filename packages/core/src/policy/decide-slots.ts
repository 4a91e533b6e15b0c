import { failuresOf, holdsSlot } from '../state/campaign-image.ts';
import { halted, stopped } from '../state/campaign-transitions.ts';
import { startOrder } from '../state/start-order.ts';
import type { CampaignState } from '../state/state.ts';
import { adopted, failed, skipped, startDecided, startReverted } from '../state/transitions.ts';
import { decideStart } from './decide-starts.ts';
import type { DecideContext, DecisionBuilder } from './decision.ts';
import { tooManyFailures } from './failure-threshold.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './options.ts';

/** Most waiting images that one step considers, so that a step stays short when many of them are up to date. */
const MAX_CONSIDERED = 100;

/** Decides starts for free slots, unless the campaign is halted. */
export function decideStarts(
  builder: DecisionBuilder,
  observation: Observation,
  context: DecideContext,
): void {
  const { policy, now, isPlan = false } = context;
  let free = isPlan ? Number.POSITIVE_INFINITY : freeSlots(builder.state, policy);
  if (free <= 0 || (context.refused !== undefined && !isPlan)) return;
  if (!isPlan && isHalted(builder, observation, context)) return;
  const dryRun = isPlan || policy.skipCurrent;
  const order = startOrder(builder.state);
  const taken = namesOf(builder.state);
  for (const [index, source] of order.entries()) {
    if (free <= 0) return;
    if (index >= MAX_CONSIDERED && !isPlan) {
      builder.isUnfinished = true;
      return;
    }
    const { state } = builder;
    const start = decideStart(source, observation, { state, policy, now, taken, dryRun });
    builder.starts.push(start);
    // Images that share a base name must not get the same name.
    if (start.kind === 'dry-run') taken.add(start.order.successor);
    if ('successor' in start) taken.add(start.successor);
    switch (start.kind) {
      case 'observe':
        builder.requirements.push({ kind: 'image', name: start.name });
        free--;
        break;
      case 'dry-run':
        builder.requirements.push({ kind: 'dry-run', order: start.order });
        free--;
        break;
      case 'start':
        builder.apply(startDecided(state, start, now));
        free--;
        break;
      case 'adopt':
        builder.apply(
          adopted(state, { source, successor: start.successor, startedAt: start.startedAt }, now),
        );
        // It may have ended already; then its slot is free.
        builder.isUnfinished = true;
        free--;
        break;
      case 'skip':
        builder.apply(skipped(state, source, start.reason, now));
        break;
      case 'fail':
        builder.apply(failed(state, { source }, start.reason, now));
        break;
      case 'skip-for-now':
        builder.refused ??= start.reason;
        builder.apply(startReverted(state, source, true));
        break;
      case 'retry-later':
        builder.refused ??= start.reason;
        if (!isPlan) return;
        break;
      case 'stop':
        if (isPlan) break;
        builder.apply(stopped(state, start.reason, now));
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

/** Halts the campaign when too many updates have failed, or when a tag on a waiting image requests it. */
function isHalted(
  builder: DecisionBuilder,
  { stopTag }: Observation,
  { policy, now }: DecideContext,
): boolean {
  const waiting = startOrder(builder.state);
  if (waiting.length === 0) return false;
  if (stopTag === undefined) builder.requirements.push({ kind: 'stop-tag', among: waiting });
  const asked = stopTag === undefined || stopTag === 'none' ? undefined : stopTag;
  const reason = tooManyFailures(builder.state, policy) ?? asked;
  if (reason !== undefined) builder.apply(halted(builder.state, reason, now));
  return reason !== undefined;
}
