import {
  type AnnouncedEvent,
  type Delivery,
  describeEvents,
  NotifierError,
  RoutedNotifier,
  type Secret,
} from '@appstream-campaign/core';
import type { Address } from './address.ts';
import { hostOf, postJson } from './post-json.ts';
import { type ReadWebOptions, readAddress, readWebOptions, type WebOptions } from './read-options.ts';
import { toSlackMessages } from './slack-blocks.ts';
import { slackAdvice } from './slack-errors.ts';

/**
 * What a {@link SlackWebhookNotifier} is made of, and its route: `name` (default `slack`), `wants` (default
 * `DEFAULT_ANNOUNCEMENTS`), `leastSeverity` (default `info`) and `digestMinutes` (default 15).
 */
export interface SlackWebhookNotifierOptions extends WebOptions {
  /** Address of an incoming webhook, `https://hooks.slack.com/services/…`: a secret, since who knows it can post. */
  readonly url: Address;
}

const OWNER = 'SlackWebhookNotifier';
// "1 per second": https://docs.slack.dev/apis/web-api/rate-limits
const BETWEEN_PARTS = 1000;

/**
 * Posts to one Slack channel through an incoming webhook. What gathered is one message, or as few as Slack's limits
 * allow, and every image is named.
 *
 * @example
 * ```ts
 * const slack = new SlackWebhookNotifier({ url: await secret('ssm:/campaign/slack-url') });
 * ```
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export class SlackWebhookNotifier extends RoutedNotifier {
  readonly #url: Secret;
  readonly #web: ReadWebOptions;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with its value */
  constructor(options: SlackWebhookNotifierOptions) {
    const web = readWebOptions(OWNER, options, ['url'], { name: 'slack', digestMinutes: 15 });
    super(web.route);
    this.#web = web;
    this.#url = readAddress(OWNER, 'url', options.url);
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#post([event]);
  }

  async notifyMany({ events }: Delivery): Promise<undefined> {
    await this.#post(events);
  }

  async #post(events: readonly AnnouncedEvent[]): Promise<void> {
    const { timing, timeout } = this.#web;
    for (const [index, message] of toSlackMessages(describeEvents(events)).entries()) {
      if (index > 0) await timing.pause(BETWEEN_PARTS);
      const { status, text, retryAfterSeconds } = await postJson({
        address: this.#url,
        body: JSON.stringify({ ...message, unfurl_links: false, unfurl_media: false }),
        timeout,
        timing,
        owner: OWNER,
      });
      if (status === 200 && text === 'ok') continue;
      const code = /^[a-z_]{3,60}$/.test(text) ? text : '';
      const said = text === '' ? '' : ` and "${text}"`;
      const advice = slackAdvice(status === 429 ? 'ratelimited' : code);
      throw new NotifierError(`${OWNER}: ${hostOf(this.#url)} answered ${status}${said}. ${advice}`, {
        ...(status === 429 ? { retryAfterSeconds: retryAfterSeconds ?? 60 } : {}),
      });
    }
  }
}
