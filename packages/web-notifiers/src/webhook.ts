/** Events as signed JSON to any URL. @module */

import { createHmac } from 'node:crypto';
import { type AnnouncedEvent, type Delivery, NotifierError } from '@appstream-campaign/core';
import { RoutedNotifier } from '@appstream-campaign/core/delivery';
import type { Secret } from '@appstream-campaign/core/internal';
import { eventDocument } from '@appstream-campaign/core/messages';
import type { Address } from './address.ts';
import { hostOf, postJson } from './post-json.ts';
import {
  type ReadWebOptions,
  readAddress,
  readSecretText,
  readWebOptions,
  type WebOptions,
} from './read-options.ts';

/**
 * What a {@link WebhookNotifier} is made of, and its route: `name` (default `webhook`), `events` (default
 * `DEFAULT_ANNOUNCEMENTS`), `minSeverity` (default `info`) and `digestMinutes` (default 0: one request an event;
 * with more, events that gathered are one document of type `digest`).
 */
export interface WebhookNotifierOptions extends WebOptions {
  /** Where to post, `https://…`. Plain HTTP is for this machine only. */
  readonly url: Address;
  /** Signs each request: at least 16 characters, or `whsec_` and base64. @defaultValue none: requests are not signed */
  readonly signingKey?: string | Secret;
}

const OWNER = 'WebhookNotifier';
const LEAST_KEY = 16;

/** Most bytes of a body: what most gateways and functions take. */
const MOST_BYTES = 256 * 1024;

/**
 * Posts each event as JSON (see `eventDocument`). Headers: `webhook-id` (the event's id), `webhook-timestamp` (Unix
 * seconds) and, with a key, `webhook-signature`: `v1,` and the base64 of the HMAC-SHA256 over id, timestamp and body
 * with dots between them. That is how Standard Webhooks does it, so its libraries verify it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class WebhookNotifier extends RoutedNotifier {
  /** Posts one document about all events. There only when messages are gathered (`digestMinutes`). */
  readonly notifyMany?: (delivery: Delivery) => Promise<undefined>;
  readonly #url: Secret;
  readonly #key: Secret | undefined;
  readonly #web: ReadWebOptions;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown, never with its value */
  constructor(options: WebhookNotifierOptions) {
    const web = readWebOptions(OWNER, options, ['url', 'signingKey'], { name: 'webhook' });
    super(web.route);
    this.#web = web;
    const { url, signingKey } = options;
    this.#url = readAddress(OWNER, 'url', url);
    this.#key =
      signingKey === undefined ? undefined : readSecretText(OWNER, 'signingKey', signingKey, LEAST_KEY);
    if (this.digestMinutes > 0) {
      this.notifyMany = async ({ events }) => {
        await this.#post(events);
        return undefined;
      };
    }
  }

  async notify(event: AnnouncedEvent): Promise<void> {
    await this.#post([event]);
  }

  async #post(events: readonly AnnouncedEvent[]): Promise<void> {
    const document = eventDocument(events, (one) => Buffer.byteLength(JSON.stringify(one)) <= MOST_BYTES);
    const body = JSON.stringify(document);
    const { timing, timeout, fetch } = this.#web;
    const key = this.#key;
    const { status, text, retryAfterSeconds } = await postJson({
      address: this.#url,
      body,
      headers: () => signedHeaders(document.id, timing.now(), body, key),
      timeout,
      fetch,
      timing,
      owner: OWNER,
      ...(key === undefined ? {} : { secrets: [key] }),
    });
    if (status >= 200 && status < 300) return;
    const said = text === '' ? '' : ` and "${text}"`;
    throw new NotifierError(
      `${OWNER}: ${hostOf(this.#url)} answered ${status}${said}. ${adviceFor(status)}`,
      {
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      },
    );
  }
}

function signedHeaders(
  id: string,
  now: Date,
  body: string,
  key: Secret | undefined,
): Readonly<Record<string, string>> {
  // Names of campaigns and images can hold what a header can't.
  const ascii = encodeURI(Buffer.from(id, 'utf8').toString('utf8'));
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = { 'webhook-id': ascii, 'webhook-timestamp': timestamp };
  if (key === undefined) return headers;
  const signature = createHmac('sha256', keyBytes(key))
    .update(`${ascii}.${timestamp}.${body}`)
    .digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}

/** Standard Webhooks writes keys in base64 after `whsec_`; any other text is the key as it stands. */
function keyBytes(key: Secret): Buffer {
  const [, base64] = /^whsec_(.+)$/.exec(key.reveal()) ?? [];
  return base64 === undefined ? Buffer.from(key.reveal(), 'utf8') : Buffer.from(base64, 'base64');
}

function adviceFor(status: number): string {
  if (status >= 300 && status < 400) return 'Redirects are not followed: give the address that it leads to.';
  if (status === 401 || status === 403)
    return 'Check the signing key at both ends, and the time of both machines.';
  if (status === 404 || status === 410) return 'Correct the address: there is nobody behind it.';
  if (status === 413) return 'Let the receiver take bodies of 256 KiB.';
  if (status === 429) return 'It asked to be left alone for a while; the message is tried again.';
  return 'The message is tried again.';
}
