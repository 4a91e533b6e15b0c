import { NotifierError } from '@appstream-campaign/core';
import { Secret } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { hostOf, postJson } from './post-json.ts';
import { type ReadWebOptions, readAddress } from './read-options.ts';
import { slackAdvice } from './slack-errors.ts';

// A member that is null, or no text, is as good as absent: a message that was taken must not go out again for it.
const text = v.fallback(v.optional(v.string()), undefined);
const answer = v.looseObject({ ok: v.boolean(), error: text, channel: text, ts: text });

/** Slack took the request and refused it, with one of its codes. */
export class SlackRefusal extends NotifierError {
  readonly code: string;

  constructor(message: string, code: string, retryAfterSeconds?: number) {
    super(message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    this.code = code;
  }
}

/** Slack's Web API, as far as messages need it. One message a second goes out at most. */
export class SlackApi {
  readonly #owner: string;
  readonly #url: string;
  readonly #token: Secret;
  readonly #web: ReadWebOptions;
  #isFirst = true;

  constructor(owner: string, url: string, token: Secret, web: ReadWebOptions) {
    this.#url = readAddress(owner, 'apiUrl', url).reveal().replace(/\/*$/, '/');
    this.#owner = owner;
    this.#token = token;
    this.#web = web;
  }

  /** Calls a method. @throws NotifierError, which is a SlackRefusal when Slack gave a code */
  async call(
    method: 'chat.postMessage' | 'chat.update',
    body: object,
  ): Promise<{ readonly channel: string; readonly ts: string }> {
    const { timing, timeout, fetch } = this.#web;
    if (!this.#isFirst) await timing.pause(1000);
    this.#isFirst = false;
    const address = new Secret(`${this.#url}${method}`);
    const reply = await postJson({
      address,
      body: JSON.stringify({ ...body, unfurl_links: false, unfurl_media: false }),
      headers: () => ({ authorization: `Bearer ${this.#token.reveal()}` }),
      timeout,
      fetch,
      timing,
      owner: this.#owner,
      secrets: [this.#token],
    });
    const said = `${this.#owner}: ${method} at ${hostOf(address)}`;
    if (reply.status === 429) {
      const message = `${said} answered 429. ${slackAdvice('ratelimited')}`;
      throw new SlackRefusal(message, 'ratelimited', reply.retryAfterSeconds ?? 60);
    }
    const { ok, error = 'no code', channel, ts } = read(reply.body);
    if (ok && channel !== undefined && ts !== undefined) return { channel, ts };
    if (reply.status !== 200 || ok) {
      throw new NotifierError(`${said} answered ${reply.status} and "${reply.text}". It is tried again.`);
    }
    throw new SlackRefusal(`${said} answered "${this.#token.hideIn(error)}". ${slackAdvice(error)}`, error);
  }
}

function read(body: string): v.InferOutput<typeof answer> {
  try {
    return v.parse(answer, JSON.parse(body));
  } catch {
    // A page of a proxy, say: the caller words the error.
    return { ok: true };
  }
}
