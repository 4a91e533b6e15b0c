import { bySource, type CampaignState, type WaitingImage } from './state.ts';

/**
 * Sources that wait, in the order in which they are started. It follows from the state alone, so that a check that is
 * repeated tries them in the same order, and finds what the first try has started.
 */
export function startOrder(state: CampaignState): readonly string[] {
  return state.images
    .filter((image): image is WaitingImage => image.status === 'waiting')
    .toSorted((a, b) => (a.postponed ?? 0) - (b.postponed ?? 0) || bySource(a, b))
    .map(({ source }) => source);
}
