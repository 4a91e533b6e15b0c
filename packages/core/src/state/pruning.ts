import type { Instant } from '../ports/instant.ts';
import { eventBase } from './announced-event.ts';
import { toDetail } from './detail.ts';
import type { EventOf } from './events.ts';
import { MAX_KEPT_DETAIL, type Pruning } from './pruning-notes.ts';
import type { CampaignState, Deletion } from './state.ts';
import { deletionsOver, type Transition } from './transitions.ts';

/** A pass begins or ends. */
export function pruningAt(
  state: CampaignState,
  stage: Pruning['stage'],
  more: Partial<Pruning> = {},
): CampaignState {
  const { unseen: _, ...before } = state.pruning ?? { deleted: [] };
  return { ...state, pruning: { ...before, ...more, stage } };
}

/** A pass has decided which images to delete. The next step deletes them. */
export function pruneDecided(
  state: CampaignState,
  event: Pick<EventOf<'pruneDecided'>, 'stage' | 'images' | 'unseen' | 'needed' | 'room'>,
  now: Instant,
): Transition {
  const type = 'pruneDecided';
  const unseen = event.unseen === undefined ? {} : { unseen: event.unseen };
  const isIdle = event.images.length === 0 && event.stage === 'before';
  const next = pruningAt(state, isIdle ? 'between' : event.stage, unseen);
  const deletions = event.images.map(({ image }) => ({ image }));
  return {
    state: deletions.length === 0 ? next : { ...next, deletions: [...(next.deletions ?? []), ...deletions] },
    events: [{ ...eventBase(state, type, now, event.stage), type, ...event }],
  };
}

/** Whether a deletion is one of pruning. */
export const isPruned = (deletion: Deletion): deletion is { readonly image: string } => 'image' in deletion;

/** An image was deleted or kept. */
export function pruned(
  state: CampaignState,
  image: string,
  outcome: { readonly kind: 'deleted' } | { readonly kind: 'kept'; readonly reason: string },
  now: Instant,
): Transition {
  const pruning = state.pruning ?? { stage: 'after', deleted: [] };
  const next = deletionsOver(state, (one) => isPruned(one) && one.image === image);
  if (outcome.kind === 'deleted') {
    const type = 'imagePruned';
    return {
      state: { ...next, pruning: { ...pruning, deleted: [...pruning.deleted, image] } },
      events: [{ ...eventBase(state, type, now, image), type, image }],
    };
  }
  const detail = toDetail(outcome.reason, MAX_KEPT_DETAIL);
  const type = 'pruneRefused';
  return {
    state: { ...next, pruning: { ...pruning, kept: [...(pruning.kept ?? []), { image, detail }] } },
    events: [{ ...eventBase(state, type, now, image), type, image, detail }],
  };
}
