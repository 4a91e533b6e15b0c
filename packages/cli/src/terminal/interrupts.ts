/** Ways in which a terminal or a system asks a process to leave. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody wants the program to leave: at the first time cleanly, at the second at once. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** Listens for Ctrl-C and its like while something runs that must not be cut off in the middle. */
export interface Interrupts {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** Listens no more. */
  dispose(): void;
}

/**
 * The first Ctrl-C aborts the signal; the second one ends the process at once. What was saved is always enough to go
 * on with, so that the second press costs nothing but the view of the last step.
 *
 * @param shared what listens already, for several targets side by side
 */
export function listenForInterrupts(
  onFirst: () => void,
  onSecond: () => void,
  shared?: Interrupts,
): Interrupts {
  if (shared !== undefined) return joined(shared, onFirst);
  const controller = new AbortController();
  const hear = () => {
    if (controller.signal.aborted) {
      onSecond();
      process.exit(130);
    }
    controller.abort(new Interruption('Interrupted.'));
    onFirst();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    signal: controller.signal,
    dispose() {
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}

/** Whoever joins late hears of an interruption that was before. */
function joined({ signal }: Interrupts, onFirst: () => void): Interrupts {
  if (signal.aborted) onFirst();
  else signal.addEventListener('abort', onFirst);
  return { signal, dispose: () => signal.removeEventListener('abort', onFirst) };
}
