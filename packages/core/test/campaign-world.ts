import { type CampaignEvent, type CampaignOptions, UpdateCampaign } from '@appstream-campaign/core';
import {
  createMemoryWorld,
  type ImageWorld,
  RecordingNotifier,
  type WorldImage,
  type WorldSetup,
} from '@appstream-campaign/core/testing';

/** A campaign over images in memory, and what one wants to see of it. */
export interface CampaignWorld {
  readonly world: ImageWorld;
  readonly campaign: UpdateCampaign;
  readonly notifier: RecordingNotifier;
  readonly events: CampaignEvent[];
}

/** An enrolled image. */
export const enrolled = (name: string, more: Partial<WorldImage> = {}): WorldImage => ({
  name,
  tags: { AutoUpdate: 'Enabled' },
  ...more,
});

/** Makes a campaign over images in memory. */
export async function createCampaignWorld(
  setup: WorldSetup,
  options: CampaignOptions = {},
): Promise<CampaignWorld> {
  const world = await createMemoryWorld(setup);
  const notifier = new RecordingNotifier();
  const { store, clock } = world;
  const campaign = new UpdateCampaign({ ...options, store, clock, notifiers: [notifier], id: 'test' });
  const events: CampaignEvent[] = [];
  campaign.events.on('event', (event) => events.push(event));
  return { world, campaign, notifier, events };
}
