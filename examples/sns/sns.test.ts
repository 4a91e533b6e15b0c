import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator, type SnsEntry } from '@appstream-campaign/simulator';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { updateImages } from './update-images.mjs';

afterEach(() => vi.unstubAllEnvs());

test('the topic hears of each image, and a filter on the severity keeps the pager quiet', async () => {
  const clock = new ManualClock('2026-12-01T02:00:00Z');
  const tags = { AutoUpdate: 'Enabled' };
  const simulator = await createSimulator({
    clock,
    images: [
      { name: 'Finance', tags },
      { name: 'Lab', tags, update: { incompatible: true } },
    ],
  });
  onTestFinished(() => simulator.close());
  for (const service of ['APPSTREAM', 'SNS']) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  vi.stubEnv('TOPIC_ARN', 'arn:aws:sns:us-east-1:123456789012:updates');

  const end = await updateImages({ clock });
  expect(end.status).toBe('over');
  const published = simulator.inbox.filter((entry): entry is SnsEntry => entry.channel === 'sns');
  const attribute = (entry: SnsEntry, name: string) => entry.attributes[name]?.value;
  expect(published.map((entry) => attribute(entry, 'eventType'))).toEqual([
    'updateFailed',
    'imageUpdated',
    'campaignEnded',
  ]);
  const paged = published.filter((entry) => attribute(entry, 'severity') === 'error');
  expect(paged.map(({ subject }) => subject)).toEqual([expect.stringContaining('Lab')]);
});
