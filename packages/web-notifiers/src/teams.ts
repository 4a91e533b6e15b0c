/** Announcements in a Microsoft Teams channel or chat, through a Workflows webhook. @module */

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
import { toTeamsMessages } from './teams-card.ts';

/**
 * What a {@link TeamsNotifier} is made of, and its route: `name` (default `teams`), `wants` (default
 * `DEFAULT_ANNOUNCEMENTS`), `leastSeverity` (default `info`) and `digestMinutes` (default 15).
 */
export interface TeamsNotifierOptions extends WebOptions {
  /**
   * Address that the workflow "Send webhook alerts to a channel" (or "to a chat") shows: a secret, since it holds its
   * own signature. Addresses of Office 365 connectors are retired.
   */
  readonly url: Address;
}

const OWNER = 'TeamsNotifier';
// "More than four requests in a second" are throttled.
const BETWEEN_PARTS = 1000;

/**
 * Posts Adaptive Cards to a Workflows webhook of Teams. What gathered is one card, or as few as the limit of 28 KB
 * allows, and every image is named.
 *
 * @example
 * ```ts
 * const teams = new TeamsNotifier({ url: await secret('ssm:/campaign/teams-url') });
 * ```
 * @see https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
 */
export class TeamsNotifier extends RoutedNotifier {
  readonly #url: Secret;
  readonly #web: ReadWebOptions;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with its value */
  constructor(options: TeamsNotifierOptions) {
    const web = readWebOptions(OWNER, options, ['url'], { name: 'teams', digestMinutes: 15 });
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
    for (const [index, message] of toTeamsMessages(describeEvents(events)).entries()) {
      if (index > 0) await timing.pause(BETWEEN_PARTS);
      const { status, text, retryAfterSeconds } = await postJson({
        address: this.#url,
        body: JSON.stringify(message),
        timeout,
        timing,
        owner: OWNER,
      });
      // Workflows accept with 202. What stands behind an older address says 200 and tells of a failure in the text.
      const isTaken = status >= 200 && status < 300 && !/failed|error/i.test(text);
      if (isTaken) continue;
      const said = text === '' ? '' : ` and "${text}"`;
      throw new NotifierError(
        `${OWNER}: ${hostOf(this.#url)} answered ${status}${said}. ${adviceFor(status)}`,
        {
          ...(status === 429 ? { retryAfterSeconds: retryAfterSeconds ?? 60 } : {}),
        },
      );
    }
  }
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'Copy the address of the workflow again: its signature is not valid (any more).';
  }
  if (status === 404 || status === 410)
    return 'The workflow was deleted or its address has changed. Make a new one.';
  if (status === 400)
    return 'Check in Power Automate that the workflow is on and posts the card that it receives.';
  if (status === 413) return 'This should not happen; please report it with this text.';
  if (status === 429) return 'It asked to be left alone for a while; the message is tried again.';
  return 'Look at the runs of the workflow in Power Automate; the message is tried again.';
}
