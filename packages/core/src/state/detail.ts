import type { ImageStoreError } from '../ports/errors.ts';
import { oneLine } from '../text/one-line.ts';
import { MAX_DETAIL_LENGTH } from './reason.ts';

/**
 * External text as a state keeps it: in one line, without characters that affect a log or a terminal, and visibly cut.
 */
export function toDetail(text: string, longest: number = MAX_DETAIL_LENGTH): string {
  const line = oneLine(text);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** The message of a store's error, as a state keeps it. The text before the advice is cut, never the advice. */
export function errorDetail({ message, advice }: ImageStoreError): string {
  if (advice === undefined) return toDetail(message);
  const room = MAX_DETAIL_LENGTH - oneLine(advice).length - 1;
  // An advice that leaves no room for the message is cut with it.
  if (room < MAX_DETAIL_LENGTH / 4) return toDetail(message);
  return `${toDetail(message.slice(0, -advice.length), room)} ${oneLine(advice)}`;
}
