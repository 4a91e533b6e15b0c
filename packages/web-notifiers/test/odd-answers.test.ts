import { type Notifier, NotifierError } from '@appstream-campaign/core';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { quickTiming, type Reply, test } from '@appstream-campaign/test-support/channel-server';
import { anyAnswer, outcomeOf } from '@appstream-campaign/test-support/odd-answers';
import { SlackBotNotifier, SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { TeamsNotifier } from '@appstream-campaign/web-notifiers/teams';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import fc from 'fast-check';
import { describe, expect } from 'vitest';

const TOKEN = 'xoxb-right-and-secret';
const TAKEN = { ok: true, channel: 'C0123456789', ts: '1700000000.000100', message: { text: 'x' } };
const FAULT = /Cannot (read|destructure|convert)|is not (a function|iterable|defined)|undefined|\[object/;

const slackBot = (url: string) =>
  new SlackBotNotifier({ token: TOKEN, channel: 'C0123456789', apiUrl: `${url}/api`, timing: quickTiming() });
const NOTIFIERS: readonly (readonly [string, (url: string) => Notifier])[] = [
  ['Slack', slackBot],
  [
    "Slack's webhook",
    (url) => new SlackWebhookNotifier({ url: `${url}/services/T0/B0/x`, timing: quickTiming() }),
  ],
  ['Teams', (url) => new TeamsNotifier({ url: `${url}/workflows/x`, timing: quickTiming() })],
  ['a webhook', (url) => new WebhookNotifier({ url: `${url}/hook`, timing: quickTiming() })],
];

const retryAfter = fc.constantFrom(
  undefined,
  '0',
  '-1',
  '1e9',
  '9'.repeat(400),
  'odd',
  'Wed, 21 Oct 2099 07:28:00 GMT',
);
const reply: fc.Arbitrary<Reply> = fc
  .tuple(anyAnswer(TAKEN), fc.constantFrom('ok', '1', 'invalid_token', ...Array<undefined>(9)), retryAfter)
  .map(([answer, text, after]) => {
    const { status = 200, body } = 'body' in answer ? answer : { body: '' };
    return {
      status,
      body: text ?? String(body),
      ...(after === undefined ? {} : { headers: { 'retry-after': after } }),
    };
  });

describe('whatever comes', () => {
  test.for(NOTIFIERS)('of %s, a message was taken or is tried again', async ([, make], { open }) => {
    const server = await open(() => ({ reply: {} }));
    const notifier = make(server.url);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SAMPLE_EVENTS), reply, async (event, one) => {
        server.always = one;
        const outcome = await outcomeOf(notifier.notify(event));
        if (!('error' in outcome)) {
          expect(one.status).toBeLessThan(300);
          return;
        }
        const { error } = outcome;
        expect(error).toBeInstanceOf(NotifierError);
        expect(String(error)).not.toMatch(FAULT);
        expect(String(error)).not.toContain(TOKEN);
        const { retryAfterSeconds = 0 } = error as NotifierError;
        expect(retryAfterSeconds).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });
});

test.for([{ error: null }, { error: 7 }, { warning: null, response_metadata: [] }])(
  'a message that Slack took is not posted again for %o beside it',
  async (beside, { open }) => {
    const server = await open(() => ({ reply: { body: { ...TAKEN, ...beside } } }));
    const events = SAMPLE_EVENTS.slice(0, 3);
    for (const event of events) await slackBot(server.url).notify(event);
    expect(server.requests).toHaveLength(3);
  },
);
