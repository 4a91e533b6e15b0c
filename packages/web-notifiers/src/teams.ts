/** Announcements in a Microsoft Teams channel or chat, through a Workflows webhook. @module */

import type { AnnouncedEvent, Delivery } from '@appstream-campaign/core';
import { RoutedNotifier } from '@appstream-campaign/core/delivery';
import { describeEvents } from '@appstream-campaign/core/messages';
import type { Address } from './address.ts';
import { type PartsChannel, postParts } from './post-parts.ts';
import { type PeopleOptions, readAddress, readWebOptions } from './read-options.ts';
import { toTeamsMessages } from './teams-card.ts';

/**
 * What a {@link TeamsNotifier} is made of, and its route: `name` (default `teams`), `events` (default
 * `DEFAULT_ANNOUNCEMENTS`), `minSeverity` (default `info`) and `digestMinutes` (default 15).
 */
export interface TeamsNotifierOptions extends PeopleOptions {
  /**
   * Address that the workflow "Send webhook alerts to a channel" (or "to a chat") shows: a secret, since it holds its
   * own signature. Addresses of Office 365 connectors are retired.
   */
  readonly url: Address;
}

const OWNER = 'TeamsNotifier';

/**
 * Posts Adaptive Cards to a Workflows webhook of Teams. What gathered is one card, or as few as Teams' limit
 * allows, and every image is named.
 *
 * @example
 * ```ts
 * const teams = new TeamsNotifier({ url: await secret('ssm:/campaign/teams-url') });
 * ```
 * @see https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
 */
export class TeamsNotifier extends RoutedNotifier {
  readonly #channel: PartsChannel;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with its value */
  constructor(options: TeamsNotifierOptions) {
    const web = readWebOptions(OWNER, options, ['url', 'timeZone'], { name: 'teams', digestMinutes: 15 });
    super(web.route);
    const address = readAddress(OWNER, 'url', options.url);
    this.#channel = { owner: OWNER, address, web, isTaken, adviceFor };
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#post([event]);
  }

  /** Posts one card about all events. */
  async notifyMany({ events }: Delivery): Promise<undefined> {
    await this.#post(events);
  }

  #post(events: readonly AnnouncedEvent[]): Promise<void> {
    return postParts(
      toTeamsMessages(describeEvents(events, { timeZone: this.#channel.web.timeZone })),
      this.#channel,
    );
  }
}

/** Workflows accept with 202. What stands behind an older address says 200 and tells of a failure in the text. */
function isTaken(status: number, text: string): boolean {
  return status >= 200 && status < 300 && !/failed|error/i.test(text);
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
