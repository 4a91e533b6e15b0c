import { MAX_NAME_LENGTH } from './naming.ts';
import { type CampaignState, MAX_DETAIL_LENGTH } from './state.ts';

/** How much state a driver can carry, and how it counts. */
export interface StateLimit {
  readonly bytes: number;
  /** Size of a state as the driver would store it, in bytes. */
  measure(state: CampaignState): number;
}

/** The largest that a state with these candidates can become: every update fails, at length, and nobody is told. */
export function largestState(state: CampaignState, notifiers: readonly string[]): CampaignState {
  const at = state.startedAt;
  return {
    ...state,
    images: state.images.map(({ source }) => ({
      status: 'failed',
      source,
      successor: 'x'.repeat(MAX_NAME_LENGTH),
      startedAt: at,
      endedAt: at,
      reason: { code: 'update-failed', detail: 'x'.repeat(MAX_DETAIL_LENGTH) },
    })),
    outbox: state.images.map(({ source }) => ({
      type: 'updateFailed',
      source,
      at,
      to: notifiers,
      attempts: 100,
    })),
  };
}
