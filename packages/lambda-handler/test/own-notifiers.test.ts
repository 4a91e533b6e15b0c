import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

async function told(more: object) {
  const own = new RecordingNotifier();
  const { finish, world } = await createHandlerWorld(
    { images: [enrolled('Finance')] },
    { notifiers: (builtIn) => [...builtIn, own] },
  );
  vi.stubEnv('AWS_ENDPOINT_URL_SES', world.simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  const input = { ToAddress: 'admins@example.com', FromAddress: 'it@example.com', ...more };
  expect(await finish(undefined, input)).toBe(0);
  const mails = world.simulator.inbox.flatMap((entry) => (entry.channel === 'email' ? [entry.to] : []));
  return { mails, own: own.delivered.map(({ type }) => type) };
}

test('a notifier of your own can stand beside the mail that the event asks for', async () => {
  const { mails, own } = await told({});
  expect(mails).toEqual([['admins@example.com']]);
  expect(own).toContain('campaignEnded');
});

test('both are told of a run that failed for good', async () => {
  const { mails, own } = await told({ Failure: { Error: 'States.Timeout', Cause: 'too slow' } });
  expect(mails).toEqual([['admins@example.com']]);
  expect(own).toEqual(['campaignStopped']);
});
