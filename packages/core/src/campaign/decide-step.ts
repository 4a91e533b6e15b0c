import { decide } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import type { TagRequirement } from '../policy/observation.ts';
import { durationTag } from '../policy/tags.ts';
import { minutesBetween } from '../ports/instant.ts';
import { errorDetail } from '../state/detail.ts';
import type { CampaignState } from '../state/state.ts';
import { Observations } from './observations.ts';
import { carryShares } from './sharing.ts';
import { applied, emit, type StepContext, type StepProgress, storeError, writeTags } from './step.ts';
import { addMissingTags, reopenSource } from './tagging.ts';

/** Observes and decides alternately, until the decision is complete, the store fails, or the step is out of time. */
export async function observeAndDecide(progress: StepProgress, context: StepContext): Promise<StepProgress> {
  const { store, policy, now, timeLeft } = context;
  const { state, refused, isDenied, discovered = [] } = progress;
  const seen = new Observations(store, policy, async (requirement) => {
    if (requirement.write !== 'share') return write(requirement, state, context);
    const { answer, unshared } = await carryShares(requirement.image, state, context);
    if (unshared !== undefined) seen.unshared.set(requirement.image.successor, unshared);
    return answer;
  });
  const decideNow = () => decide(state, seen, { policy, now: now(), refused, isDenied });
  const isOutOfTime = () => timeLeft() <= 0;
  for (;;) {
    const decision = decideNow();
    if (decision.requirements.length === 0) return decided(progress, decision, context);
    if (isOutOfTime()) return { ...decided(progress, decision, context), isUnfinished: true };
    try {
      await seen.satisfy(decision.requirements, discovered, isOutOfTime);
    } catch (error) {
      return { ...decided(progress, decideNow(), context), failure: storeError(error) };
    }
  }
}

function decided(progress: StepProgress, decision: Decision, context: StepContext): StepProgress {
  const { refused, untagged, isUnfinished } = decision;
  for (const start of decision.starts) {
    if (start.kind !== 'retry-later' && start.kind !== 'skip-for-now') continue;
    const { source, reason } = start;
    emit(
      context,
      progress.state,
      { type: 'startPostponed', source, detail: reason.detail ?? reason.code },
      source,
    );
  }
  return {
    ...applied(progress, decision, context),
    ...(refused === undefined ? {} : { refused }),
    ...(untagged === undefined ? {} : { untagged }),
    ...(isUnfinished ? { isUnfinished } : {}),
  };
}

/** Writes tags ahead of the state: `done`, or the store's message when it refused them. */
async function write(
  requirement: Exclude<TagRequirement, { readonly write: 'share' }>,
  state: CampaignState,
  context: StepContext,
): Promise<string> {
  const { store, policy, now } = context;
  const { image } = requirement;
  const make = () => {
    switch (requirement.write) {
      case 'complete':
        return addMissingTags(store, image, policy.tags);
      case 'reopen':
        return reopenSource(store, image, policy.tags);
      case 'duration': {
        const minutes = minutesBetween(image.startedAt, now());
        return store.retag(requirement.record, durationTag(minutes, policy.tags));
      }
    }
  };
  if (requirement.write === 'duration') return writeDuration(image, make, state, context);
  const answer = await writeTags(context, state, image, make);
  return answer === 'done' ? answer : answer.later;
}

/** The duration of an update is optional: the campaign continues whether or not the store accepts its tag. */
async function writeDuration(
  { source, successor }: TagRequirement['image'],
  make: () => Promise<void>,
  state: CampaignState,
  context: StepContext,
): Promise<'done'> {
  try {
    await make();
  } catch (error) {
    const detail = errorDetail(storeError(error));
    emit(context, state, { type: 'taggingFailed', source, successor, detail }, source);
  }
  return 'done';
}
