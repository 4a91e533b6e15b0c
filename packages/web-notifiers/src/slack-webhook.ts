import type { AnnouncedEvent, Delivery } from '@appstream-campaign/core';
import { RoutedNotifier } from '@appstream-campaign/core/delivery';
import { describeEvents } from '@appstream-campaign/core/messages';
import type { Address } from './address.ts';
import { type PartsChannel, postParts } from './post-parts.ts';
import { type PeopleOptions, readAddress, readWebOptions } from './read-options.ts';
import { toSlackMessages } from './slack-blocks.ts';
import { slackAdvice } from './slack-errors.ts';

/**
 * What a {@link SlackWebhookNotifier} is made of, and its route: `name` (default `slack`), `events` (default
 * `DEFAULT_ANNOUNCEMENTS`), `minSeverity` (default `info`) and `digestMinutes` (default 15).
 */
export interface SlackWebhookNotifierOptions extends PeopleOptions {
  /** Address of an incoming webhook, `https://hooks.slack.com/services/…`: a secret, since who knows it can post. */
  readonly url: Address;
}

const OWNER = 'SlackWebhookNotifier';

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
  readonly #channel: PartsChannel;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with its value */
  constructor(options: SlackWebhookNotifierOptions) {
    const web = readWebOptions(OWNER, options, ['url', 'timeZone'], { name: 'slack', digestMinutes: 15 });
    super(web.route);
    this.#channel = {
      owner: OWNER,
      address: readAddress(OWNER, 'url', options.url),
      web,
      isTaken: (status, text) => status === 200 && text === 'ok',
      adviceFor,
    };
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#post([event]);
  }

  /** Posts one message about all events. */
  async notifyMany({ events }: Delivery): Promise<undefined> {
    await this.#post(events);
  }

  #post(events: readonly AnnouncedEvent[]): Promise<void> {
    const parts = toSlackMessages(describeEvents(events, { timeZone: this.#channel.web.timeZone }));
    return postParts(
      parts.map((part) => ({ ...part, unfurl_links: false, unfurl_media: false })),
      this.#channel,
    );
  }
}

function adviceFor(status: number, text: string): string {
  const code = /^[a-z_]{3,60}$/.test(text) ? text : '';
  return slackAdvice(status === 429 ? 'ratelimited' : code);
}
