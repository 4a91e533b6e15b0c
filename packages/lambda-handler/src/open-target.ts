import type { Clock } from '@appstream-campaign/core';
import { sessionOf } from './assume-role.ts';
import { type ImageParts, type OpenImages, openImages } from './aws-parts.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import type { CampaignTarget } from './target.ts';

/** What a call needs beside the target. */
export interface TargetParts extends ImageParts {
  readonly clock: Clock;
  readonly network: HandlerNetwork;
}

/**
 * The images of a target, in its Region and with the session of its role, for as long as a call lasts. Nothing of a target
 * outlives its call, so a warm function never mixes two.
 */
export function openTarget(target: CampaignTarget, { clock, network, ...parts }: TargetParts): OpenImages {
  const credentials = sessionOf(target, clock, network);
  return openImages({ ...clientsIn(network), region: target.Region, credentials }, parts);
}
