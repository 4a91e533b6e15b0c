import type { AnnouncedEvent, Instant, Notifier } from '@appstream-campaign/core';
import { DEFAULT_ANNOUNCEMENTS, oneLine } from '@appstream-campaign/core/internal';
import type { CampaignStopped } from '@appstream-campaign/core/messages';
import * as v from 'valibot';
import type { HandlerLogger } from './event-log.ts';
import { resultsSchema } from './results-schema.ts';

const MAX_DETAIL = 500;

/** A failed run, as the state machine passes it: the last event, and the error that was caught. */
export interface FailedRun {
  readonly Failure: { readonly Error: string; readonly Cause: string };
  readonly Results?: unknown;
  readonly Execution?: { readonly Name?: string | undefined } | undefined;
}

const failedRun: v.GenericSchema<unknown, FailedRun> = v.looseObject({
  Failure: v.looseObject({ Error: v.optional(v.string(), 'Error'), Cause: v.optional(v.string(), '') }),
  Results: v.optional(v.unknown()),
  Execution: v.optional(v.looseObject({ Name: v.optional(v.string()) })),
});

/** The failed run of an event; undefined for an event that requests a check. */
export function parseFailedRun(event: unknown): FailedRun | undefined {
  const parsed = v.safeParse(failedRun, event);
  return parsed.success ? parsed.output : undefined;
}

/** The event of a failed run: that the campaign stopped, why, and what was in progress and waiting. */
export function stoppedBy({ Failure, Results, Execution }: FailedRun, now: Instant): CampaignStopped {
  const results = v.safeParse(resultsSchema(), Results);
  const last = results.success ? results.output : undefined;
  const sources = new Map((last?.Campaign?.Updating ?? []).map(([successor, source]) => [successor, source]));
  const campaign = last?.Campaign?.Id ?? Execution?.Name ?? 'unknown';
  const parts = [Failure.Error, errorMessage(Failure.Cause)].map((part) =>
    oneLine(part.replace(/\s+/g, ' ')),
  );
  const message = parts.filter((part) => part !== '').join(': ');
  return {
    type: 'campaignStopped',
    id: `${campaign}/campaignStopped/run-failed/${now}`,
    campaign,
    at: now,
    reason: { code: 'run-failed', detail: message.slice(0, MAX_DETAIL) },
    waiting: last?.Waiting ?? [],
    updating: (last?.Pending ?? []).map((successor) => ({
      source: sources.get(successor) ?? 'not recorded',
      successor,
    })),
  };
}

/** The message in what Lambda gives as the cause: JSON with errorType, errorMessage and a trace. */
export function errorMessage(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { readonly errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    // Timeouts and errors of Step Functions itself come as plain text.
    return cause;
  }
}

/**
 * Calls all notifiers at once. There is no outbox, so the caller has to retry.
 * @throws AggregateError when there are notifiers, and all of them have failed
 */
export async function notifyAtOnce(
  event: AnnouncedEvent,
  notifiers: readonly Notifier[],
  logger: HandlerLogger,
): Promise<void> {
  const wanting = notifiers.filter(({ events = DEFAULT_ANNOUNCEMENTS }) => events.includes(event.type));
  const told = await Promise.allSettled(wanting.map((notifier) => notifier.notify(event)));
  const errors = told.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  for (const error of errors) {
    const detail = error instanceof Error ? error.message : String(error);
    logger.error('notificationFailed', { event: event.id, detail });
  }
  if (errors.length > 0 && errors.length === wanting.length) {
    const what = event.type === 'campaignStopped' ? 'that the run failed' : 'how it ended';
    throw new AggregateError(errors, `Nobody could be told ${what}. The log has the reasons.`);
  }
}
