import { bySource, type StartingImage, type WaitingImage } from './campaign-image.ts';
import type { CampaignState } from './state.ts';

/**
 * Waiting sources in the order in which they are started: the longest update first, so that no long one is left for the
 * end, when other slots are empty. An unknown duration counts as the median of the others. The order depends on the state
 * alone, so that a repeated step tries them in the same order, and finds what the first attempt has started.
 */
export function startOrder(state: Pick<CampaignState, 'images'>): readonly string[] {
  const waiting = state.images.filter((image): image is WaitingImage => image.status === 'waiting');
  return waiting.toSorted(byUrgency(waiting)).map(({ source }) => source);
}

/** The images whose starts were decided, in the order in which they are started. */
export function startingOrder(state: Pick<CampaignState, 'images'>): readonly StartingImage[] {
  const starting = state.images.filter((image): image is StartingImage => image.status === 'starting');
  return starting.toSorted(byUrgency(starting));
}

type Expected = Pick<WaitingImage, 'source' | 'postponed' | 'expectedMinutes'>;

function byUrgency(images: readonly Expected[]): (a: Expected, b: Expected) => number {
  const known = images.flatMap(({ expectedMinutes = [] }) => expectedMinutes).sort((a, b) => a - b);
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  return (a, b) =>
    (a.postponed ?? 0) - (b.postponed ?? 0) ||
    (b.expectedMinutes ?? usual) - (a.expectedMinutes ?? usual) ||
    bySource(a, b);
}
