import type { Clock } from '@appstream-campaign/core';
import { type SessionCredentials, sessionOf } from './assume-role.ts';
import { type ImageParts, type OpenImages, openImages } from './aws-parts.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import type { CampaignTarget } from './target.ts';

/** What a call needs in addition to the target. */
export interface TargetParts extends ImageParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly network: HandlerNetwork;
}

/** What SDK clients that work in a target are made with. */
export interface TargetClients extends ReturnType<typeof clientsIn> {
  readonly region: string;
  readonly credentials: () => Promise<SessionCredentials>;
}

/**
 * The images of a target, in its Region and with a session of its role, for one call. Nothing of a target is kept after
 * its call, so a warm function never mixes two targets.
 */
export function openTarget(target: CampaignTarget, { clock, network, ...parts }: TargetParts): OpenImages {
  return openImages(targetClients(target, { clock, network }), parts);
}

/** Settings of clients that work in a target: its Region, and one session of its role for all of them. */
export function targetClients(
  target: CampaignTarget,
  { clock, network }: Pick<TargetParts, 'clock' | 'network'>,
): TargetClients {
  return { ...clientsIn(network), region: target.Region, credentials: sessionOf(target, clock, network) };
}
