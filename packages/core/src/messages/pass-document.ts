import type { Instant } from '../ports/instant.ts';
import {
  type PassEnded,
  type PassItem,
  type PassOutcome,
  type PassTotals,
  passTotals,
} from '../state/pass-events.ts';
import type { Reason } from '../state/reason.ts';
import { oneLine } from '../text/one-line.ts';

/** What the document of a pass has beside what all documents have. */
export interface PassDocument {
  readonly type: 'passEnded';
  readonly startedAt: Instant;
  readonly pass: PassEnded['pass'];
  readonly dryRun: boolean;
  readonly counts: PassTotals;
  readonly targets: readonly PassOutcome[];
}

/** The report for machines. With `names` it has no details, with `counts` neither items nor details. */
export function passDocument(event: PassEnded, detailLevel: 'full' | 'names' | 'counts'): PassDocument {
  const reason = ({ code, detail }: Reason): Reason =>
    detail === undefined || detailLevel !== 'full' ? { code } : { code, detail: oneLine(detail) };
  const items = (list: readonly PassItem[]): readonly PassItem[] =>
    detailLevel === 'counts'
      ? []
      : list.map(({ name, code, detail }) => ({
          name,
          code,
          ...(detail === undefined || detailLevel !== 'full' ? {} : { detail: oneLine(detail) }),
        }));
  return {
    type: event.type,
    startedAt: event.startedAt,
    pass: event.pass,
    dryRun: event.dryRun,
    counts: passTotals(event),
    targets: event.targets.map(({ place, counts, stopped, done, held, failed }) => ({
      place,
      counts,
      ...(stopped === undefined ? {} : { stopped: reason(stopped) }),
      done: items(done),
      held: items(held),
      failed: items(failed),
    })),
  };
}
