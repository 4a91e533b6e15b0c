import type { CampaignPlace, Clock, Notifier, Reason } from '@appstream-campaign/core';
import type { HubEnded, PassEnded, TargetOutcome } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { executionPage } from './call-context.ts';
import { summarySchema } from './campaign-summary.ts';
import { InvalidEventError } from './errors.ts';
import { type HandlerLogger, logEvent } from './event-log.ts';
import { type HubCampaign, type PreparedHub, prepareHub } from './hub-input.ts';
import { NO_RESULT, passesOf } from './hub-passes.ts';
import { errorMessage, notifyAtOnce } from './notify-failure.ts';
import { placeOfTarget } from './target.ts';

/** A request of the hub's state machine, with its current state. */
export interface HubEvent {
  readonly Hub: 'prepare' | 'failure' | 'report';
  readonly Input: object;
}

/** The tools of a hub. */
export interface HubTools {
  readonly logger: HandlerLogger;
  readonly clock: Clock;
  readonly notifiers: () => readonly Notifier[];
  readonly place: (execution: string | undefined) => CampaignPlace | undefined;
}

/** How the campaign of a target ended, as input of the report. */
interface HubRun {
  readonly Name: string;
  readonly Run: {
    readonly Execution?: string | undefined;
    readonly Results?: unknown;
    /** Of a pass. */
    readonly Report?: unknown;
    readonly Stopped?: unknown;
  };
}

const STEPS = ['prepare', 'failure', 'report'] as const;
const hubEvent: v.GenericSchema<unknown, HubEvent> = v.strictObject({
  Hub: v.picklist(STEPS),
  Input: v.looseObject({}),
});

/**
 * The event of a hub.
 * @throws InvalidEventError when it has the key `Hub` and means nothing all the same
 */
export function parseHubEvent(event: unknown): HubEvent {
  const parsed = v.safeParse(hubEvent, event);
  if (parsed.success) return parsed.output;
  throw new InvalidEventError(
    `Event field Hub belongs to the state machine of a hub, with one of ${STEPS.join(', ')} and its Input. To run campaigns in many accounts, start an execution of that state machine.`,
  );
}

/** Handles a request of the hub. Each can be repeated: two of them only compute, and a report may be sent twice. */
export async function answerHub({ Hub, Input }: HubEvent, tools: HubTools): Promise<unknown> {
  switch (Hub) {
    case 'prepare':
      return prepareHub(Input, (account) => tools.logger.warn('accountLeftOut', { ...account }));
    case 'failure':
      return readFailure(Input);
    case 'report':
      return report(Input, tools);
  }
}

const nested = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    ExecutionArn: v.optional(v.string()),
    Status: v.optional(v.string()),
    Error: v.optional(v.string()),
    Cause: v.optional(v.string()),
  }),
);
const failedItem = v.looseObject({
  Name: v.string(),
  Failure: v.looseObject({ Error: v.optional(v.string(), 'Error'), Cause: v.optional(v.string(), '') }),
});
const MAX_DETAIL = 500;

/** The error of `startExecution.sync:2` contains the whole execution as JSON. Its ARN and cause are kept. */
function readFailure(input: object): HubRun {
  const { Name, Failure } = v.parse(failedItem, input);
  const execution = v.safeParse(nested, Failure.Cause);
  const isNested = execution.success && execution.output.Status !== undefined;
  const { ExecutionArn, Status, Error: error, Cause } = isNested ? execution.output : {};
  const summary = v.safeParse(v.pipe(v.string(), v.parseJson(), summarySchema), Cause);
  const detail = [
    error ?? Failure.Error,
    Cause ?? (isNested ? `The campaign ended as ${Status}.` : errorMessage(Failure.Cause)),
  ].join(': ');
  return {
    Name,
    Run: {
      ...(ExecutionArn === undefined ? {} : { Execution: ExecutionArn }),
      Stopped: summary.success ? summary.output : { Code: 'run-failed', Detail: detail.slice(0, MAX_DETAIL) },
    },
  };
}

const reportInput = v.looseObject({
  Prepared: v.looseObject({
    Pass: v.optional(v.picklist(['rollout', 'prune'])),
    Campaigns: v.array(v.any()),
  }),
  Runs: v.array(v.looseObject({ Name: v.string(), Run: v.looseObject({}) })),
  Execution: v.object({ Name: v.string(), Id: v.optional(v.string()), StartTime: v.string() }),
});

async function report(input: object, { logger, clock, notifiers, place }: HubTools) {
  const { Prepared, Runs, Execution } = v.parse(reportInput, input);
  const runs = new Map((Runs as readonly HubRun[]).map((run) => [run.Name, run]));
  const campaigns: PreparedHub['Campaigns'] = Prepared.Campaigns;
  const where = place(Execution.Id);
  const type = Prepared.Pass === undefined ? 'hubEnded' : 'passEnded';
  const base = {
    id: `${Execution.Name}/${type}`,
    campaign: Execution.Name,
    at: clock.now().toISOString(),
    ...(where === undefined ? {} : { place: where }),
    startedAt: new Date(Execution.StartTime).toISOString(),
  };
  const passes = Prepared.Pass === undefined ? [] : passesOf(campaigns, runs);
  const event: HubEnded | PassEnded =
    Prepared.Pass === undefined
      ? {
          ...base,
          type: 'hubEnded',
          targets: campaigns.map((campaign) => outcomeOf(campaign, runs.get(campaign.Name))),
        }
      : {
          ...base,
          type: 'passEnded',
          pass: Prepared.Pass,
          dryRun: passes.some(({ dryRun }) => dryRun),
          targets: passes.map(({ outcome }) => outcome),
        };
  logEvent(logger, event);
  // Passes are made often. One that did nothing, and found nothing new, is in the log alone.
  if (Prepared.Pass === undefined || passes.some(({ news }) => news)) {
    const told = notifiers();
    if (told.length === 0) logger.warn('Nobody is told of the report: no channel is set.', {});
    await notifyAtOnce(event, told, logger);
  }
  return { Targets: campaigns.length, Stopped: event.targets.filter(({ stopped }) => stopped).length };
}

function outcomeOf({ Input: { Target } }: HubCampaign, run: HubRun | undefined): TargetOutcome {
  const { Execution, Results, Stopped } = run?.Run ?? {};
  const link = Execution === undefined ? undefined : executionPage(Execution);
  const place = placeOfTarget(Target, link === undefined ? {} : { link });
  const none = { counts: { updated: 0, failed: 0, skipped: 0 }, updated: [], failed: [], skipped: [] };
  const ended = v.safeParse(v.object({ Over: summarySchema }), Results);
  const summary = ended.success
    ? { success: true as const, output: ended.output.Over }
    : v.safeParse(summarySchema, Stopped);
  if (!summary.success) {
    const why = v.safeParse(v.object({ Detail: v.string() }), Stopped);
    return { place, ...none, stopped: why.success ? { ...NO_RESULT, detail: why.output.Detail } : NO_RESULT };
  }
  const { Counts, Failed, Updated, Skipped, Stopped: reason } = summary.output;
  return {
    place,
    counts: { updated: Counts.Updated, failed: Counts.Failed, skipped: Counts.Skipped },
    updated: Updated.map(([source, successor]) => ({ source, successor })),
    failed: Failed.map(([source, successor, code, detail]) => ({
      source,
      ...(successor === null ? {} : { successor }),
      reason: toReason(code, detail),
    })),
    skipped: Skipped.map(([source, code, detail]) => ({ source, reason: toReason(code, detail) })),
    ...(reason === undefined ? {} : { stopped: toReason(reason.Code, reason.Detail) }),
  };
}

const toReason = (code: Reason['code'], detail: string | null): Reason =>
  detail === null ? { code } : { code, detail };
