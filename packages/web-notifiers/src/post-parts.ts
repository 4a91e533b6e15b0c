import { NotifierError } from '@appstream-campaign/core';
import type { Secret } from '@appstream-campaign/core/internal';
import { hostOf, postJson } from './post-json.ts';
import type { ReadWebOptions } from './read-options.ts';

/** A channel that takes a message in parts, one request each. */
export interface PartsChannel {
  /** Class name, for errors. */
  readonly owner: string;
  readonly address: Secret;
  readonly web: ReadWebOptions;
  /** Whether an answer means that the part was taken. */
  readonly isTaken: (status: number, text: string) => boolean;
  /** What to do about an answer that means something else. */
  readonly adviceFor: (status: number, text: string) => string;
}

/**
 * Milliseconds between two parts. Slack takes "1 per second" (https://docs.slack.dev/apis/web-api/rate-limits), and Teams
 * throttles "more than four requests in a second".
 */
const BETWEEN_PARTS = 1000;

/** Seconds that a chat is left alone which says that it had too much, but not for how long. */
const REST = 60;

/**
 * Posts the parts of a message, in order.
 * @throws NotifierError for the first that was not taken
 */
export async function postParts(
  parts: readonly object[],
  { owner, address, web: { timing, timeout, fetch }, isTaken, adviceFor }: PartsChannel,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    if (index > 0) await timing.pause(BETWEEN_PARTS);
    const body = JSON.stringify(part);
    const { status, text, retryAfterSeconds } = await postJson({
      address,
      body,
      timeout,
      fetch,
      timing,
      owner,
    });
    if (isTaken(status, text)) continue;
    const said = text === '' ? '' : ` and "${text}"`;
    throw new NotifierError(
      `${owner}: ${hostOf(address)} answered ${status}${said}. ${adviceFor(status, text)}`,
      status === 429 ? { retryAfterSeconds: retryAfterSeconds ?? REST } : {},
    );
  }
}
