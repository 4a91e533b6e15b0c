import type { CampaignState } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import { afterEach, expect, test, vi } from 'vitest';
import { updateImages } from './update-images.mjs';

afterEach(() => vi.unstubAllEnvs());

test('the script plans, updates, and tells by mail', async () => {
  const clock = new ManualClock('2026-12-01T02:00:00Z');
  const tags = { AutoUpdate: 'Enabled' };
  const simulator = await createSimulator({
    clock,
    images: [{ name: 'Finance-Desktop', tags }, { name: 'CAD-Workstation', tags }, { name: 'Sandbox' }],
  });
  for (const service of ['APPSTREAM', 'RESOURCE_GROUPS_TAGGING_API', 'SES']) {
    vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, simulator.url);
  }
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  const saved: CampaignState[] = [];
  try {
    const end = await updateImages({ clock, onState: (state) => void saved.push(state) });
    expect(end.status).toBe('over');
    expect(saved.at(-1)).toEqual(end);
    expect(simulator.world.image('Finance-Desktop-Updated-20261201')?.state).toBe('AVAILABLE');
    expect(simulator.inbox).toMatchObject([{ subject: '2 updated: AppStream images' }]);
  } finally {
    await simulator.close();
  }
});
