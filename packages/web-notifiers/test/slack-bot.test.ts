import { NotifierError, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld, SAMPLE_EVENTS, type WorldImage } from '@appstream-campaign/core/testing';
import { quickTiming, test } from '@appstream-campaign/test-support/channel-server';
import { createSlackApi } from '@appstream-campaign/test-support/slack-server';
import { SlackBotNotifier, type SlackBotNotifierOptions } from '@appstream-campaign/web-notifiers/slack';
import { describe, expect } from 'vitest';

const TOKEN = 'xoxb-right-and-secret';
const options = (url: string, more: Partial<SlackBotNotifierOptions> = {}) => ({
  token: TOKEN,
  channel: 'C0123456789',
  apiUrl: `${url}/api`,
  timing: quickTiming(),
  ...more,
});
const enrolled = (name: string, more: Partial<WorldImage> = {}): WorldImage => ({
  name,
  tags: { AutoUpdate: 'Enabled' },
  ...more,
});
const IMAGES = [
  enrolled('Good', { minutes: 60 }),
  enrolled('Slow', { minutes: 120 }),
  enrolled('Bad', { minutes: 50, outcome: 'failed' }),
  enrolled('Odd', { incompatible: true }),
];
const delivery = (memory?: string) => ({
  events: SAMPLE_EVENTS,
  progress: {
    campaign: 'c',
    status: 'running',
    startedAt: '2026-11-23T08:00:00.000Z',
    waiting: 1,
    updating: [{ source: 'Finance', successor: 'Finance-2', startedAt: '2026-11-23T08:00:00.000Z' }],
    updated: 1,
    failed: 1,
    skipped: 1,
  } as const,
  ...(memory === undefined ? {} : { memory }),
});

describe('SlackBotNotifier', () => {
  test('keeps one message for a campaign, updates it, and answers with failures and the summary in its thread', async ({
    open,
  }) => {
    const { channel, posts } = createSlackApi(TOKEN);
    const server = await open(channel);
    const { store, clock } = await createMemoryWorld({ images: IMAGES });
    const make = () =>
      // Another process for each check: all that is remembered is in the state.
      new UpdateCampaign({
        store,
        clock,
        notifiers: [new SlackBotNotifier(options(server.url, { digestMinutes: 0 }))],
        id: 'monthly',
        startedAt: '2026-11-23T08:00:00.000Z',
      });
    // The first step decides the starts, and the next one makes them.
    let state = await make().advance(await make().advance());
    expect(posts[0]?.text).toMatch(/running\n.*1 of 4 done\n🔴 1 failed {3}🔵 3 in progress/);
    while (state.nextCheckAt !== undefined) {
      clock.advanceTo(new Date(state.nextCheckAt));
      state = await make().advance(JSON.parse(JSON.stringify(state)));
    }
    expect(state).toMatchObject({ status: 'over', outbox: [] });
    const [board, ...answers] = posts;
    expect(board).toMatchObject({ thread: undefined, broadcast: false });
    expect(board?.text).toMatch(
      /over\n`█{20}` 4 of 4 done\n🔴 2 failed {3}🔵 0 in progress {3}⚪ 0 waiting {3}🟢 2 updated/,
    );
    expect(board?.edits).toBeGreaterThanOrEqual(3);
    expect(answers.map(({ thread, broadcast }) => [thread, broadcast])).toEqual([
      [board?.ts, false],
      [board?.ts, false],
      [board?.ts, true],
    ]);
    expect(answers[0]?.text).toContain('Failed: Odd');
    expect(answers[1]?.text).toContain('Failed: Bad');
    expect(answers[2]?.text).toContain('2 of 4 images failed');
  });

  test('posts another message when the one it knew is gone, or was another channel’s', async ({ open }) => {
    const { channel, posts } = createSlackApi(TOKEN);
    const server = await open(channel);
    const slack = new SlackBotNotifier(options(server.url));
    for (const memory of ['C0123456789 1.1', 'C9999999999 1.1', 'nonsense', undefined]) {
      const receipt = await slack.notifyMany(delivery(memory));
      const place = posts.findLast(({ thread }) => thread === undefined);
      expect(receipt).toEqual({ memory: `C0123456789 ${place?.ts}` });
    }
    expect(posts.filter(({ thread }) => thread === undefined)).toHaveLength(4);
  });

  test('remembers its message when the answer in the thread fails, and says what was done', async ({
    open,
  }) => {
    const { channel, posts } = createSlackApi(TOKEN);
    const server = await open((received) =>
      received.body.includes('thread_ts')
        ? { reply: { status: 429, headers: { 'retry-after': '60' } } }
        : channel(received),
    );
    const slack = new SlackBotNotifier(options(server.url));
    const error: unknown = await slack.notifyMany(delivery()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotifierError);
    expect(error).toMatchObject({
      memory: `C0123456789 ${posts[0]?.ts}`,
      retryAfterSeconds: 60,
      // What only moves the campaign's message on.
      delivered: SAMPLE_EVENTS.filter(({ type }) =>
        ['campaignStarted', 'updateStarted', 'imageUpdated', 'imageSkipped'].includes(type),
      ).map(({ id }) => id),
    });
  });

  test('keeps a second between its calls', async ({ open }) => {
    const { channel } = createSlackApi(TOKEN);
    const server = await open(channel);
    const timing = quickTiming();
    const slack = new SlackBotNotifier(options(server.url, { timing }));
    await slack.notifyMany(delivery());
    expect(timing.pauses).toEqual(server.requests.slice(1).map(() => 1000));
  });

  test.for([
    ['invalid_auth', 'store its bot token'],
    ['token_revoked', 'store its bot token'],
    ['missing_scope', 'scope chat:write'],
    ['not_in_channel', 'Invite the app to the channel'],
    ['channel_not_found', 'Correct the option channel'],
    ['is_archived', 'Unarchive the channel'],
    ['msg_blocks_too_long', 'please report it'],
    ['internal_error', 'It may pass'],
  ] as const)('says what to do about %s', async ([code, advice], { open }) => {
    const { channel } = createSlackApi(TOKEN);
    const server = await open(channel);
    server.always = { body: { ok: false, error: code } };
    const slack = new SlackBotNotifier(options(server.url));
    for (const memory of [undefined, 'C0123456789 1.1']) {
      const error: unknown = await slack.notifyMany(delivery(memory)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'NotifierError', message: expect.stringContaining(`"${code}"`) });
      expect(String(error)).toContain(advice);
      expect(String(error)).not.toContain(TOKEN);
    }
  });

  test.for([
    [{ status: 200, body: '<html>proxy</html>' }, 'answered 200 and "<html>proxy</html>". It is tried again'],
    [{ status: 200, body: { ok: true } }, 'It is tried again'],
    [{ status: 200, body: { ok: false } }, '"no code"'],
    [{ status: 200, body: { ok: false, error: `bad ${TOKEN}` } }, '"bad [secret]"'],
  ] as const)('takes %o for no success', async ([reply, says], { open }) => {
    const server = await open(createSlackApi(TOKEN).channel);
    server.always = reply;
    const error: unknown = await new SlackBotNotifier(options(server.url))
      .notifyMany(delivery())
      .catch((reason: unknown) => reason);
    expect(String(error)).toContain(says);
  });

  test.for([
    [{ channel: '#general' }, 'option channel is "#general"; expected the id of a channel'],
    [{ token: 'short' }, 'option token is missing or too short'],
    [{ apiUrl: 'http://slack.com/api/' }, 'option apiUrl does not begin with https://'],
    [{ chanel: 'x' }, 'option chanel is not known'],
  ] as const)('refuses %o', ([wrong, says]) => {
    const make = () => new SlackBotNotifier({ ...options('https://slack.com'), ...wrong } as never);
    expect(make).toThrow(says);
  });
});
