import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import { expect, test } from 'vitest';
import { isGenuine } from './verify.mjs';

test.each([
  `whsec_${Buffer.from('a key of thirty-two bytes or so.').toString('base64')}`,
  'a key that is plain text',
])('genuine requests are told from others, with the key %s', async (signingKey) => {
  const server = await createChannelServer(() => ({ reply: { status: 204 } }));
  const webhook = new WebhookNotifier({ url: server.url, signingKey });
  for (const event of SAMPLE_EVENTS) await webhook.notify(event);
  await server.close();

  expect(server.requests).toHaveLength(SAMPLE_EVENTS.length);
  for (const { headers, body } of server.requests) {
    expect(isGenuine(headers, body, signingKey)).toBe(true);
    expect(isGenuine(headers, `${body} `, signingKey)).toBe(false);
    expect(isGenuine(headers, body, 'another key that is plain text')).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-id': 'another' }, body, signingKey)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-signature': 'v1,AAAA' }, body, signingKey)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-signature': undefined }, body, signingKey)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-timestamp': undefined }, body, signingKey)).toBe(false);
    expect(isGenuine(headers, body, signingKey, Date.now() / 1000 + 301)).toBe(false);
  }
});
