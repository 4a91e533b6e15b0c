import type { RolloutAction } from './decision.ts';
import { type FleetContext, isEligible, notProven } from './gates.ts';
import { notifiedEvents } from './rollout-tags.ts';

/** Word in the tag `RolloutTold` of a version that has been shared: permissions that people revoke stay revoked. */
export const SHARED = 'shared';

/** Versions that have passed the ring, and that the accounts of the version before may not use yet. */
export function decideShares(context: FleetContext): readonly RolloutAction[] {
  const { policy, participants, world, held } = context;
  const ring = policy.rings.find(({ name }) => name === policy.share?.afterRing);
  if (ring === undefined) return [];
  const there = participants.filter((one) => one.ring === ring);
  const lineages = [...new Map(there.map((one) => [one.lineage.name, one.lineage])).values()];
  return lineages.flatMap(({ name: lineage, versions }): readonly RolloutAction[] => {
    const proven = versions.findLast(
      (image) => isEligible(image, policy) && notProven(image, lineage, ring, context) === undefined,
    );
    if (proven === undefined || held.has(proven)) return [];
    if (notifiedEvents(proven.tags, policy.tags).includes(SHARED)) return [];
    const sharesOf = (image: string) => world.shares.filter((share) => share.image === image);
    const before = versions
      .slice(0, versions.indexOf(proven))
      .findLast(({ name }) => sharesOf(name).length > 0);
    if (before === undefined) return [];
    const accounts = new Set(sharesOf(proven.name).map(({ account }) => account));
    const missing = sharesOf(before.name).filter(({ account }) => !accounts.has(account));
    const shares = missing.map((share) => ({ ...share, image: proven.name }));
    return [{ type: 'share', image: proven.name, lineage, shares }];
  });
}
