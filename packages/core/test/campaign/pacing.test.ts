import { expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';

const images = Array.from({ length: 30 }, (_, index) =>
  enrolled(`Image-${index}`, { minutes: 45 + ((index * 37) % 120) }),
);

test('30 images with batch size 5: never more than 5 at once, and a window ends earlier than batches', async () => {
  const hours: Record<string, number> = {};
  for (const pacing of ['window', 'batch'] as const) {
    const { campaign, world } = await createCampaignWorld(
      { images, updateQuota: 100 },
      { batchSize: 5, pacing },
    );
    const end = await campaign.run();
    expect(end.images.every(({ status }) => status === 'updated')).toBe(true);
    expect(world.maxInProgress()).toBe(5);
    hours[pacing] = (world.clock.now().getTime() - Date.parse(end.startedAt)) / 3_600_000;
  }
  const { window = Number.NaN, batch = Number.NaN } = hours;
  expect(window).toBeLessThan(batch * 0.8);
});
