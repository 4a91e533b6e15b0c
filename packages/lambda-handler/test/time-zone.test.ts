import type { EmailEntry, SnsEntry } from '@appstream-campaign/simulator';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { expect, test, vi } from 'vitest';

const ADDRESSES = { ToAddress: 'admin@example.com', FromAddress: 'noreply@example.com' };
// Eight in the morning in UTC, where the simulated account begins, is the evening before in Honolulu.
const environment = {
  CAMPAIGN_TIME_ZONE: 'Pacific/Honolulu',
  CAMPAIGN_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:updates',
};

test('people read the time where they are, names have its date, and machines have UTC', async () => {
  const images = [enrolled('Good'), enrolled('Odd', { incompatible: true })];
  const { world, finish, events } = await createHandlerWorld(
    { images },
    { environment, notifiers: undefined as never },
  );
  for (const [name, value] of [
    ['AWS_ENDPOINT_URL_SES', world.simulator.url],
    ['AWS_ENDPOINT_URL_SNS', world.simulator.url],
    ['AWS_REGION', 'us-east-1'],
    ['AWS_ACCESS_KEY_ID', 'simulator'],
    ['AWS_SECRET_ACCESS_KEY', 'simulator'],
  ] as const) {
    vi.stubEnv(name, value);
  }
  expect(await finish(undefined, ADDRESSES)).toBe(0);
  expect(world.images().has('Good-Updated-20261122')).toBe(true);
  const mails = world.simulator.inbox.filter((entry): entry is EmailEntry => entry.channel === 'email');
  expect(mails.length).toBeGreaterThan(0);
  for (const { text, html } of mails) {
    expect(text).toMatch(/2026-11-2[23] \d\d:\d\d HST\.\n$/);
    expect(`${text}${html}`).not.toContain('UTC');
  }
  const [published] = world.simulator.inbox.filter((entry): entry is SnsEntry => entry.channel === 'sns');
  const { default: document, email } = JSON.parse(published?.message ?? '{}') as Record<string, string>;
  expect(email).toContain('HST');
  expect(JSON.parse(document ?? '{}')).toMatchObject({
    at: expect.stringMatching(/^2026-11-23T08:\d\d.*Z$/),
  });
  expect(events.every(({ at }) => at.endsWith('Z'))).toBe(true);
});

test('a zone that is changed while a campaign runs changes no name', async () => {
  const images = ['A', 'B'].map((name) => enrolled(name));
  const { world, handler } = await createHandlerWorld({ images }, { environment });
  const first = JSON.parse(JSON.stringify(await handler({ BatchSize: 1 }))) as Record<string, unknown>;
  expect(first).toMatchObject({ Campaign: { StartDate: '2026-11-22' }, Pending: ['A-Updated-20261122'] });
  const other = await createHandlerWorld(
    { images: [] },
    { environment: { CAMPAIGN_TIME_ZONE: 'Asia/Tokyo' }, store: world.store, clock: world.clock },
  );
  let results: unknown = first;
  for (let call = 0; call < 200 && results !== 0; call++) {
    world.clock.advanceTo(new Date(String((results as Record<string, unknown>).NextCheckAt)));
    results = JSON.parse(JSON.stringify(await other.handler({ BatchSize: 1, Results: results })));
  }
  expect(world.images().has('B-Updated-20261122')).toBe(true);
});
