import type { Notifier } from '@appstream-campaign/core';
import { eventDocument } from '@appstream-campaign/core/messages';
import { notifierContract, SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import {
  type Channel,
  createChannelServer,
  quickTiming,
} from '@appstream-campaign/test-support/channel-server';
import { createSlackApi, slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';
import { SlackBotNotifier, SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { TeamsNotifier } from '@appstream-campaign/web-notifiers/teams';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import { describe, expect, test } from 'vitest';

const timing = quickTiming();

/** The suite of the core, over HTTP, against a server that behaves like the channel. */
function contractOf(channel: () => Channel, make: (url: string) => Notifier): void {
  notifierContract(test, async () => {
    const server = await createChannelServer(channel());
    return {
      notifier: make(server.url),
      arrived: () => server.seen,
      breakDown: () => {
        server.always = { status: 503, body: '<html>Service Unavailable</html>' };
      },
      repair: () => {
        server.always = undefined;
      },
      close: () => server.close(),
    };
  });
}

describe('SlackWebhookNotifier', () => {
  contractOf(
    () => slackWebhook,
    (url) => new SlackWebhookNotifier({ url: `${url}/services/T000/B000/right`, timing }),
  );
});

describe('SlackBotNotifier', () => {
  contractOf(
    () => createSlackApi('xoxb-right-token').channel,
    (url) =>
      new SlackBotNotifier({
        token: 'xoxb-right-token',
        channel: 'C0123456789',
        apiUrl: `${url}/api/`,
        timing,
      }),
  );
});

describe('TeamsNotifier', () => {
  contractOf(
    () => teamsWorkflow,
    (url) => new TeamsNotifier({ url: url + workflowPath, timing }),
  );
});

describe('WebhookNotifier', () => {
  contractOf(
    () =>
      ({ body }) => ({ reply: { status: 204 }, seen: JSON.stringify(JSON.parse(body)) }),
    (url) => new WebhookNotifier({ url: `${url}/hook`, timing }),
  );

  test('posts the documented JSON', async () => {
    const server = await createChannelServer(() => ({ reply: {} }));
    const webhook = new WebhookNotifier({ url: server.url, timing });
    for (const event of SAMPLE_EVENTS) await webhook.notify(event);
    await server.close();
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual(
      SAMPLE_EVENTS.map((event) => JSON.parse(JSON.stringify(eventDocument(event)))),
    );
  });
});
