import type { Clock } from '../ports/clock.ts';
import type { CampaignState } from '../state/state.ts';
import type { HaltRequests } from './campaign-options.ts';

/** The clock of a wait, and what ends it early. */
export interface WaitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly halt: HaltRequests | undefined;
}

/**
 * Waits until the next step is due, or a request to halt the campaign arrives.
 * @throws the signal's reason when aborted, and what `halt.asked` rejects with
 */
export async function waitForStep(state: CampaignState, { clock, signal, halt }: WaitOptions): Promise<void> {
  if (state.nextCheckAt === undefined) return;
  const due = new Date(state.nextCheckAt);
  if (halt?.asked === undefined || state.halted !== undefined) return clock.sleepUntil(due, signal);
  const over = new AbortController();
  const asked = new Error('A halt was requested.');
  let failure: { readonly error: unknown } | undefined;
  const watching = halt.asked(over.signal).then(
    () => over.abort(asked),
    (error: unknown) => {
      if (!over.signal.aborted) failure = { error };
      over.abort(error);
    },
  );
  try {
    const signals = signal === undefined ? [over.signal] : [signal, over.signal];
    await clock.sleepUntil(due, AbortSignal.any(signals));
  } catch (error) {
    if (error !== asked) throw error;
  } finally {
    over.abort();
    await watching;
  }
  if (failure !== undefined) throw failure.error;
}
