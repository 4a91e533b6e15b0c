import {
  type AnnouncedEvent,
  type AnnouncedType,
  type Delivery,
  type DeliveryReceipt,
  InvalidOptionsError,
  NotifierError,
} from '@appstream-campaign/core';
import { RoutedNotifier } from '@appstream-campaign/core/delivery';
import type { Secret } from '@appstream-campaign/core/internal';
import { ANNOUNCED_TYPES, describeEvents, type MessageDocument } from '@appstream-campaign/core/messages';
import { type PeopleOptions, type ReadWebOptions, readSecretText, readWebOptions } from './read-options.ts';
import { SlackApi, SlackRefusal } from './slack-api.ts';
import { toSlackMessages } from './slack-blocks.ts';
import { toBoard } from './slack-board.ts';

/**
 * What a {@link SlackBotNotifier} is made of, and its route: `name` (default `slack`), `events` (default all types:
 * most only move the campaign's message on), `minSeverity` (default `info`) and `digestMinutes` (default 10).
 */
export interface SlackBotNotifierOptions extends PeopleOptions {
  /** Bot token, `xoxb-…`, with the scope `chat:write`. */
  readonly token: string | Secret;
  /** Id of the channel, such as `C0123456789`. The app has to be a member. */
  readonly channel: string;
  /** @defaultValue `https://slack.com/api/` */
  readonly apiUrl?: string;
}

const OWNER = 'SlackBotNotifier';

/** What goes into the thread; all else only moves the campaign's message on. */
const TOLD: readonly AnnouncedType[] = [
  'quotaTooSmall',
  'updateFailed',
  'campaignDelayed',
  'campaignHalted',
  'campaignStopped',
  'campaignEnded',
  'hubEnded',
  'approvalWanted',
  'fleetSwitched',
  'versionHeld',
  'fleetRolledBack',
  'passEnded',
];

/** Errors of chat.update after which there is no message to update any more. */
const GONE: readonly string[] = ['message_not_found', 'cant_update_message', 'edit_window_closed'];

/**
 * Keeps one message per campaign in a channel: it says how far the campaign is, and is updated as it goes. Failures, a
 * stop and the summary are answers in its thread; stop and summary are shown in the channel as well.
 *
 * Channel and time stamp of the message are all that is remembered, in the campaign's state. A process that dies right
 * after posting it leaves a message behind that is not updated any more; the next check posts another.
 *
 * @example
 * ```ts
 * const slack = new SlackBotNotifier({ token: await secret('secretsmanager:slack#token'), channel: 'C0123456789' });
 * ```
 */
export class SlackBotNotifier extends RoutedNotifier {
  readonly #channel: string;
  readonly #api: SlackApi;
  readonly #timeZone: string;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with a token */
  constructor(options: SlackBotNotifierOptions) {
    const defaults = { name: 'slack', events: ANNOUNCED_TYPES, digestMinutes: 10 };
    const web: ReadWebOptions = readWebOptions(
      OWNER,
      options,
      ['token', 'channel', 'apiUrl', 'timeZone'],
      defaults,
    );
    super(web.route);
    const { channel, apiUrl = 'https://slack.com/api/' } = options;
    if (typeof channel !== 'string' || !/^[CGD][A-Z0-9]{5,30}$/.test(channel)) {
      throw new InvalidOptionsError(
        `${OWNER} option channel is ${JSON.stringify(channel)}; expected the id of a channel, such as C0123456789.`,
      );
    }
    const token = readSecretText(OWNER, 'token', options.token, 10);
    this.#api = new SlackApi(OWNER, apiUrl, token, web);
    this.#channel = channel;
    this.#timeZone = web.timeZone;
  }

  /** One event as a message of its own. */
  async notify(event: AnnouncedEvent): Promise<void> {
    for (const message of toSlackMessages(this.#describe([event]))) {
      await this.#api.call('chat.postMessage', { channel: this.#channel, ...message });
    }
  }

  /** Updates the message of the campaign, and replies in its thread. */
  async notifyMany({ events, progress, memory }: Delivery): Promise<DeliveryReceipt> {
    const board = { ...toBoard(progress, this.#timeZone) };
    const place = (await this.#update(placeOf(memory, this.#channel), board)) ?? (await this.#open(board));
    const remembered = `${place.channel} ${place.ts}`;
    const told = events.filter(({ type }) => TOLD.includes(type));
    if (told.length === 0) return { memory: remembered };
    try {
      await this.#answer(place, told);
    } catch (error) {
      if (!(error instanceof NotifierError)) throw error;
      const { retryAfterSeconds } = error;
      throw new NotifierError(error.message, {
        memory: remembered,
        delivered: events.filter((event) => !told.includes(event)).map(({ id }) => id),
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      });
    }
    return { memory: remembered };
  }

  #describe(events: readonly AnnouncedEvent[]): MessageDocument {
    return describeEvents(events, { timeZone: this.#timeZone });
  }

  async #open(board: object): Promise<Place> {
    const { channel, ts } = await this.#api.call('chat.postMessage', { channel: this.#channel, ...board });
    return { channel, ts };
  }

  /** The message's place; undefined when there is no such message, or none any more. */
  async #update(place: Place | undefined, board: object): Promise<Place | undefined> {
    if (place === undefined) return undefined;
    try {
      await this.#api.call('chat.update', { ...place, ...board });
      return place;
    } catch (error) {
      if (error instanceof SlackRefusal && GONE.includes(error.code)) return undefined;
      throw error;
    }
  }

  async #answer({ channel, ts }: Place, events: readonly AnnouncedEvent[]): Promise<void> {
    const isResult = events.some(({ type }) => type !== 'updateFailed');
    for (const [index, message] of toSlackMessages(this.#describe(events)).entries()) {
      const shown = isResult && index === 0 ? { reply_broadcast: true } : {};
      await this.#api.call('chat.postMessage', { channel, thread_ts: ts, ...shown, ...message });
    }
  }
}

interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** Where the campaign's message is. What another channel's notifier remembered, or nobody wrote, is no place. */
function placeOf(memory: string | undefined, channel: string): Place | undefined {
  const [, known, ts] = /^([A-Z0-9]{6,31}) (\d{1,20}\.\d{1,10})$/.exec(memory ?? '') ?? [];
  return known !== channel || ts === undefined ? undefined : { channel, ts };
}
