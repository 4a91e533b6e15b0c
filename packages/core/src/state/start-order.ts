import { bySource, type CampaignState, type WaitingImage } from './state.ts';

/**
 * Sources that wait, in the order in which they are started: the longest update first, as far as somebody remembers how
 * long they take, so that no long one is left for the end, when other slots are empty. One that nobody knows is
 * reckoned with the median of the others. The order follows from the state alone, so that a check that is repeated
 * tries them in the same order, and finds what the first try has started.
 */
export function startOrder(state: Pick<CampaignState, 'images'>): readonly string[] {
  const waiting = state.images.filter((image): image is WaitingImage => image.status === 'waiting');
  const known = waiting.flatMap(({ expectedMinutes = [] }) => expectedMinutes).sort((a, b) => a - b);
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  return waiting
    .toSorted(
      (a, b) =>
        (a.postponed ?? 0) - (b.postponed ?? 0) ||
        (b.expectedMinutes ?? usual) - (a.expectedMinutes ?? usual) ||
        bySource(a, b),
    )
    .map(({ source }) => source);
}
