import type { Clock, Notifier } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, type PassEnded, type PassOutcome } from '@appstream-campaign/core/internal';
import { type CallContext, placeOf } from './call-context.ts';
import { machinesOf } from './given-notifiers.ts';
import type { PassInput } from './pass-event.ts';
import type { TargetlessOutcome } from './pass-report.ts';
import { placeOfTarget } from './target.ts';

/** Whose fleets and images a pass is about, for messages: those of its target, or of the function's own account. */
export function placeOfPass(
  { Target }: Pick<PassInput, 'Target'>,
  context: CallContext | undefined,
  accountName: string | undefined,
): ReturnType<typeof placeOf> {
  return Target === undefined ? placeOf(context, accountName) : { place: placeOfTarget(Target) };
}

/** Takes everything: what is in a hub's report counts as told. */
const REPORT_OF_HUB: Notifier = { name: 'hub', events: ANNOUNCED_TYPES, notify: async () => {} };

/** Who is told by a pass itself. In a hub's run its report tells people, so that here machines alone are. */
export function notifiersOfPass(
  { SummaryBytes }: Pick<PassInput, 'SummaryBytes'>,
  notifiers: readonly Notifier[],
): readonly Notifier[] {
  return SummaryBytes === undefined ? notifiers : [...machinesOf(notifiers), REPORT_OF_HUB];
}

/** The event that tells of a pass in one place. */
export function passEnded(
  pass: PassEnded['pass'],
  outcome: TargetlessOutcome,
  about: {
    readonly where: ReturnType<typeof placeOf>;
    readonly startedAt: Date;
    readonly clock: Pick<Clock, 'now'>;
    readonly dryRun: boolean;
  },
): PassEnded {
  const { where, startedAt, clock, dryRun } = about;
  const { account, region } = where.place ?? {};
  const started = startedAt.toISOString();
  const target: PassOutcome = { place: where.place ?? {}, ...outcome };
  return {
    type: 'passEnded',
    id: [
      pass,
      'passEnded',
      ...(account === undefined ? [] : [account]),
      ...(region === undefined ? [] : [region]),
      started,
    ].join('/'),
    campaign: `${pass}-${started}`,
    at: clock.now().toISOString(),
    ...where,
    startedAt: started,
    pass,
    dryRun,
    targets: [target],
  };
}
