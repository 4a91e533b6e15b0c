import { createSecretReader } from '@appstream-campaign/aws-adapters/secrets';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { route } from '@appstream-campaign/core';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { SESClient } from '@aws-sdk/client-ses';
import { SSMClient } from '@aws-sdk/client-ssm';

const secret = createSecretReader({ environment: process.env, ssm: async () => new SSMClient({}) });

// Failures go to the chat, those of half an hour together; the summary goes there and to the manager's mail.
const slack = new SlackWebhookNotifier({
  url: await secret(process.env.SLACK_WEBHOOK ?? 'ssm:/campaign/slack-webhook'),
  digestMinutes: 30,
});
const mail = new SesNotifier({
  client: new SESClient({}),
  from: 'it@example.com',
  to: 'manager@example.com',
});

export const handler = createCampaignHandler({
  notifiers: [slack, route(mail, { events: ['campaignEnded'] })],
});
