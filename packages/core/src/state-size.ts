import { DEFAULT_ANNOUNCEMENTS } from './announcements.ts';
import { MAX_NAME_LENGTH } from './naming.ts';
import { MAX_NOTIFIER_MEMORY, type Notifier } from './notifier.ts';
import { type CampaignImage, type CampaignState, MAX_DETAIL_LENGTH, type OutboxEntry } from './state.ts';

/** How much state a driver can carry, and how it counts. */
export interface StateLimit {
  readonly bytes: number;
  /** Size of a state as the driver would store it, in bytes. */
  measure(state: CampaignState): number;
}

const LONGEST_NAME = 'x'.repeat(MAX_NAME_LENGTH);

/**
 * The largest that a state with these candidates can become, in bytes: every slot in use, all other images failed, at
 * length; nobody has taken any message; and all notifiers remember as much as they may.
 */
export function largestSize(
  state: CampaignState,
  slots: number,
  notifiers: readonly Pick<Notifier, 'name' | 'wants'>[],
  { measure }: StateLimit,
): number {
  const at = state.startedAt;
  const images = state.images.map(({ source }, index): CampaignImage => {
    const begun = { source, successor: LONGEST_NAME, startedAt: at };
    if (index < slots) return { status: 'updating', ...begun, marked: false, replaces: LONGEST_NAME };
    const reason = { code: 'update-failed', detail: 'x'.repeat(MAX_DETAIL_LENGTH) } as const;
    return { status: 'failed', ...begun, endedAt: at, reason };
  });
  const notes = notifiers.map(({ name }) => ({
    name,
    gatherUntil: at,
    notBefore: at,
    memory: 'x'.repeat(MAX_NOTIFIER_MEMORY),
  }));
  return measure({ ...state, images, outbox: fullOutbox(state, notifiers), notifiers: notes });
}

/** One message for each start, outcome and end that a notifier wants, none of them delivered. */
function fullOutbox(
  state: CampaignState,
  notifiers: readonly Pick<Notifier, 'name' | 'wants'>[],
): readonly OutboxEntry[] {
  const entry = (type: OutboxEntry['type'], source?: string): readonly OutboxEntry[] => {
    const wanting = notifiers.filter(({ wants }) => (wants ?? DEFAULT_ANNOUNCEMENTS).includes(type));
    const to = wanting.map(({ name }) => name);
    const about = source === undefined ? {} : { source };
    return to.length === 0 ? [] : [{ type, ...about, at: state.startedAt, to, attempts: 1000 }];
  };
  return [
    ...entry('campaignStarted'),
    ...state.images.flatMap(({ source }) => [
      ...entry('updateStarted', source),
      ...entry('updateFailed', source),
    ]),
    ...entry('campaignStopped'),
    ...entry('campaignEnded'),
  ];
}
