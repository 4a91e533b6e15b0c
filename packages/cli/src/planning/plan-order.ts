import type { PlannedImage } from '@appstream-campaign/core';
import type { Exclusion } from '@appstream-campaign/core/planning';

const ORDER: readonly PlannedImage['verdict'][] = [
  ...(['stop', 'fail', 'postpone'] as const),
  ...(['adopt', 'updating', 'start', 'wait'] as const),
  ...(['updated', 'skip', 'exclude'] as const),
];

/** Whether an image is told of without being asked for: it takes part, or would but for a limit or what a person said. */
export function isListed(image: PlannedImage): boolean {
  return image.verdict !== 'exclude' || image.exclusion === 'beyond-limit' || image.exclusion === 'ignored';
}

/** The images that a plan leaves out for one reason. */
export function exclusionReason(images: readonly PlannedImage[], exclusion: Exclusion): readonly string[] {
  return images.flatMap((image) =>
    image.verdict === 'exclude' && image.exclusion === exclusion ? [image.image] : [],
  );
}

/** What needs somebody first, what takes no part last; by name within. */
export function inReadingOrder(images: readonly PlannedImage[]): readonly PlannedImage[] {
  return images.toSorted(
    (a, b) =>
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) ||
      (a.image < b.image ? -1 : a.image > b.image ? 1 : 0),
  );
}
