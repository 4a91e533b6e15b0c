import type { PlannedImage } from '@appstream-campaign/core';

const ORDER: readonly PlannedImage['verdict'][] = [
  ...(['stop', 'fail', 'postpone'] as const),
  ...(['adopt', 'updating', 'start', 'wait'] as const),
  ...(['updated', 'skip', 'exclude'] as const),
];

/** What needs somebody first, what takes no part last; by name within. */
export function inReadingOrder(images: readonly PlannedImage[]): readonly PlannedImage[] {
  return images.toSorted(
    (a, b) =>
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
      (a.image < b.image ? -1 : a.image > b.image ? 1 : 0),
  );
}
