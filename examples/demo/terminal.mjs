import pc from 'picocolors';

/**
 * What the output can do. A log gets neither colours nor cursor codes, whatever else the environment says.
 *
 * @param {NodeJS.WriteStream} stream
 * @param {NodeJS.ProcessEnv} environment
 */
export function createTerminal(stream, environment) {
  const live = Boolean(stream.isTTY) && !environment.CI && environment.TERM !== 'dumb';
  return {
    stream,
    live,
    /** Colours, or functions that leave the text as it is. */
    paint: pc.createColors(live && pc.isColorSupported),
    /** Characters of a line: what there is, but for the last one, at which some terminals wrap. */
    width: () => (live ? Math.min(Math.max((stream.columns ?? 80) - 1, 60), 132) : 110),
  };
}

/** @typedef {ReturnType<typeof createTerminal>} Terminal */
