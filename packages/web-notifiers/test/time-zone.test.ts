import { type AnnouncedEvent, InvalidOptionsError } from '@appstream-campaign/core';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { quickTiming, test } from '@appstream-campaign/test-support/channel-server';
import { createSlackApi, slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';
import { SlackBotNotifier, SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { TeamsNotifier } from '@appstream-campaign/web-notifiers/teams';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import { describe, expect } from 'vitest';

const timeZone = 'Asia/Kolkata';
const TOKEN = 'xoxb-right-and-secret';
const failure = SAMPLE_EVENTS.find(({ type }) => type === 'updateFailed') as AnnouncedEvent;
const EVENT: AnnouncedEvent = { ...failure, at: '2026-11-23T20:00:00.000Z' };
const HERE = '2026-11-24 01:30 IST';
const delivery = {
  events: [EVENT],
  progress: {
    campaign: 'c',
    status: 'running',
    startedAt: EVENT.at,
    waiting: 0,
    updating: [],
    updated: 0,
    failed: 1,
    skipped: 0,
  },
} as const;

describe('the times in a chat are those of its people', () => {
  test('in Slack, by webhook', async ({ open }) => {
    const server = await open(slackWebhook);
    const url = `${server.url}/services/T000/B000/right`;
    await new SlackWebhookNotifier({ url, timeZone, timing: quickTiming() }).notify(EVENT);
    expect(server.seen.join()).toContain(HERE);
  });

  test('in Slack, by bot: the message of the campaign, and the answers in its thread', async ({ open }) => {
    const { channel, posts } = createSlackApi(TOKEN);
    const server = await open(channel);
    const apiUrl = `${server.url}/api`;
    const place = { token: TOKEN, channel: 'C0123456789', apiUrl, timing: quickTiming() };
    await new SlackBotNotifier({ ...place, timeZone }).notifyMany(delivery);
    expect(posts).toHaveLength(2);
    expect(posts[0]?.text).toContain(`started ${HERE}`);
    expect(posts[1]?.text).toContain(HERE);
  });

  test('in Teams', async ({ open }) => {
    const server = await open(teamsWorkflow);
    await new TeamsNotifier({ url: server.url + workflowPath, timeZone }).notify(EVENT);
    expect(server.seen.join()).toContain(HERE);
  });

  test('and in no zone there is, they are refused by name', () => {
    const url = 'https://example.com/';
    for (const make of [
      () => new SlackWebhookNotifier({ url, timeZone: 'Mars' }),
      () => new SlackBotNotifier({ token: TOKEN, channel: 'C0123456789', timeZone: 'Mars' }),
      () => new TeamsNotifier({ url, timeZone: 'Mars' }),
    ]) {
      expect(make).toThrow(InvalidOptionsError);
      expect(make).toThrow('option timeZone is "Mars"; expected a time zone of the IANA database');
    }
  });

  test('while machines know of none', () => {
    const options = { url: 'https://example.com/', timeZone } as never;
    expect(() => new WebhookNotifier(options)).toThrow('option timeZone is not known');
  });
});
