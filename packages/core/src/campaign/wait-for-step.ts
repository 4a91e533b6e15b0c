import type { Clock } from '../ports/clock.ts';
import type { CampaignState } from '../state/state.ts';
import type { HaltRequests } from './campaign-options.ts';

/** What the wait for a step knows of. */
export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly halt: HaltRequests | undefined;
}

/**
 * Waits until the next step is due, or somebody asks that the campaign start nothing more.
 * @throws the signal's reason when aborted, and what `halt.asked` rejects with
 */
export async function waitForStep(state: CampaignState, { clock, signal, halt }: Waiting): Promise<void> {
  if (state.nextCheckAt === undefined) return;
  const due = new Date(state.nextCheckAt);
  if (halt?.asked === undefined || state.halted !== undefined) return clock.sleepUntil(due, signal);
  const over = new AbortController();
  const asked = new Error('Somebody asks to start nothing more.');
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
