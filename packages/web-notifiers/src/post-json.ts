import { NotifierError } from '@appstream-campaign/core';
import { oneLine, type Secret } from '@appstream-campaign/core/internal';
import type { Timing } from './timing.ts';

/** One request, and how patient to be with it. */
export interface Post {
  readonly address: Secret;
  /** Goes out as it is: signatures are made over it. */
  readonly body: string;
  /** Made anew for each try, because a signature holds the time. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Milliseconds that one try may take. */
  readonly timeout: number;
  readonly fetch: typeof globalThis.fetch;
  /** What must not be in an error, beside the address. */
  readonly secrets?: readonly Secret[];
  readonly timing: Timing;
  /** Who posts, for errors. */
  readonly owner: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** At most {@link MOST_READ} characters, in one line, without any secret. */
  readonly text: string;
  /** The same as it came, for those who read JSON in it. */
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

const TRIES = 3;
/** Waits between tries, in milliseconds. The outbox of the campaign does the long waiting. */
const PAUSES = [500, 2000];
/** A channel that wants to be left alone for longer is left to the outbox. */
const LONGEST_PAUSE = 5000;
const MOST_READ = 65_536;
const LONGEST_TEXT = 300;

/**
 * Posts JSON. What may pass by itself (no connection, no answer in time, 5xx, 429 with a short wait) is tried three
 * times in all; then what came back is handed over, whatever its status. Redirects are not followed: they would carry
 * the message to where nobody meant it to go.
 * @throws NotifierError when no answer came. It holds no address and no other secret.
 */
export async function postJson(post: Post): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const result = await tryOnce(post);
    const wait = waitBefore(result, tries);
    if (wait === undefined) {
      if (!(result instanceof Error)) return result;
      throw new NotifierError(`${post.owner}: ${hostOf(post.address)} gave no answer: ${result.message}`);
    }
    await post.timing.pause(wait);
  }
}

/** Where a message goes, as far as it is no secret. */
export function hostOf(address: Secret): string {
  return new URL(address.reveal()).host;
}

/** How long to wait before the next try; undefined when there is none. */
function waitBefore(result: Answer | Error, tries: number): number | undefined {
  if (tries >= TRIES) return undefined;
  const pause = PAUSES[tries - 1];
  if (result instanceof Error || result.status >= 500) return pause;
  if (result.status !== 429) return undefined;
  const asked = (result.retryAfterSeconds ?? 1) * 1000;
  return asked <= LONGEST_PAUSE ? asked : undefined;
}

async function tryOnce(post: Post): Promise<Answer | Error> {
  const { address, body, headers, timeout, fetch, secrets = [], timing } = post;
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(address.reveal(), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers?.() },
      body,
      redirect: 'manual',
      signal,
    });
    const received = await readSome(response);
    const hidden = [address, ...secrets].reduce((text, secret) => secret.hideIn(text), received);
    return {
      status: response.status,
      text: excerpt(hidden),
      body: received,
      retryAfterSeconds: retryAfter(response.headers.get('retry-after'), timing.now()),
    };
  } catch (error) {
    if (signal.aborted) return new Error(`it took more than ${timeout / 1000} s. It is tried again.`);
    return new Error(`${reasonOf(error)}. Check the address and the network; it is tried again.`);
  }
}

/** The beginning of a body; the rest of a large one is not fetched. */
async function readSome(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MOST_READ) {
      await reader.cancel();
      break;
    }
  }
  return text.slice(0, MOST_READ);
}

function excerpt(text: string): string {
  const line = oneLine(text.replace(/\s+/g, ' '));
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}

/** The code of a failed connection: the whole text of such an error could quote the address. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = Object(cause).code ?? Object(error).code;
  return typeof code === 'string' && /^[A-Z_]{3,60}$/.test(code) ? code : 'the connection failed';
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now.getTime()) / 1000);
}
