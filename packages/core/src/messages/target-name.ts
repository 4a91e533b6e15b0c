import type { CampaignPlace } from '../state/state.ts';

/** How people know a target: `production eu-west-1`. */
export function targetName({
  place: { account, accountName, region },
}: {
  readonly place: CampaignPlace;
}): string {
  return [accountName ?? account, region].filter((part) => part !== undefined).join(' ');
}

/** `1 target`, `2 targets` */
export const targetsInWords = (count: number): string => `${count} ${count === 1 ? 'target' : 'targets'}`;
