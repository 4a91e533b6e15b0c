import pc from 'picocolors';
import type { Runtime, TextStream } from './runtime.ts';

/** Colours, or functions that leave a text as it is. */
export type Paint = ReturnType<typeof pc.createColors>;

/**
 * The colours of a stream: none where nobody sees them. NO_COLOR (https://no-color.org) and FORCE_COLOR decide before
 * the stream does.
 */
export function paintFor(stream: TextStream, { env }: Pick<Runtime, 'env'>): Paint {
  if (env.NO_COLOR) return pc.createColors(false);
  if (env.FORCE_COLOR !== undefined) return pc.createColors(env.FORCE_COLOR !== '0');
  return pc.createColors(stream.isTTY === true && env.TERM !== 'dumb');
}

/** Whether a stream can be drawn on anew: a terminal that moves its cursor, and no build log. */
export function isLive(stream: TextStream, { env }: Pick<Runtime, 'env'>): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && !env.CI;
}

const LEAST_WIDTH = 60;
const MOST_WIDTH = 140;
const PLAIN_WIDTH = 120;

/** Characters of a line: what there is, but for the last one, at which some terminals wrap. */
export function widthOf(stream: TextStream): number {
  if (stream.isTTY !== true) return PLAIN_WIDTH;
  return Math.min(Math.max((stream.columns ?? 80) - 1, LEAST_WIDTH), MOST_WIDTH);
}
