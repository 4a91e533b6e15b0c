import { sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import { presentInstant, presentItems, presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import type { CampaignState } from '@appstream-campaign/core';
import { isWithoutOutcome } from '@appstream-campaign/core/internal';
import { readEnd } from '@appstream-campaign/lambda-handler/read-results';
import {
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import pLimit from 'p-limit';
import { awsSettings } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import type { Target } from '../config/target.ts';
import { usageError } from '../terminal/errors.ts';
import type { Runtime } from '../terminal/runtime.ts';
import type { CampaignStatus, Standing } from '../view/run-status.ts';
import { holdsImages, resultsIn, stateOf } from './results-in-history.ts';

/** Histories that are read at the same time: Step Functions allows few calls a second. */
const CONCURRENCY = 4;
/** Events from the end of a history among which the results of the last check must be. */
const EVENTS = 100;
const ARN = /^arn:[\w-]+:states:([\w-]+):\d{12}:stateMachine:[\w-]{1,80}$/;

/** Waits for a call of Step Functions, and says of a failure which call of which target it was. */
export function callsOf(target: Target): <T>(action: string, promise: Promise<T>) => Promise<T> {
  return async (action, promise) => {
    try {
      return await promise;
    } catch (error) {
      throw new AwsCallError(error, `states:${action}`, target);
    }
  };
}

/**
 * The latest executions of a state machine as campaigns: the state of each is what the function has returned last, read
 * from the history.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 *
 * @throws CommandError when the ARN is none; AwsCallError when a call fails
 */
export async function campaignExecutions(
  stateMachineArn: string,
  profile: string | undefined,
  limit: number,
  runtime: Runtime,
): Promise<readonly CampaignStatus[]> {
  const region = regionOfStateMachine(stateMachineArn);
  const account = stateMachineArn.split(':')[4] ?? '';
  const target = { region, ...(profile === undefined ? {} : { profile }) };
  const client = new SFNClient(awsSettings(target, runtime));
  const call = callsOf(target);
  try {
    const executions = await call('ListExecutions', list(client, stateMachineArn, limit));
    const pool = pLimit(CONCURRENCY);
    return await Promise.all(
      executions.map((execution) =>
        pool(async () => {
          const history = await call('GetExecutionHistory', latestEvents(client, execution));
          return { account, region, ...toStatus(execution, history) };
        }),
      ),
    );
  } finally {
    client.destroy();
  }
}

async function list(
  client: SFNClient,
  stateMachineArn: string,
  limit: number,
): Promise<readonly ExecutionListItem[]> {
  const command = new ListExecutionsCommand({ stateMachineArn, maxResults: Math.min(limit, 1000) });
  const executions = presentItems<ExecutionListItem>((await client.send(command)).executions);
  // A body that got lost must not pass for "there are no campaigns".
  if (executions === undefined) throw new Error('The answer holds no list of executions.');
  return executions.slice(0, limit);
}

/** Undefined when this execution has no history that can be read; the others may have one. */
async function latestEvents(
  client: SFNClient,
  execution: ExecutionListItem,
): Promise<readonly HistoryEvent[] | undefined> {
  const executionArn = presentText(execution.executionArn);
  if (executionArn === undefined) return undefined;
  const command = new GetExecutionHistoryCommand({
    executionArn,
    reverseOrder: true,
    maxResults: EVENTS,
    includeExecutionData: true,
  });
  try {
    return presentItems<HistoryEvent>((await client.send(command)).events);
  } catch (error) {
    const { kind, unreadable } = sdkFailure(error);
    if (unreadable || kind === 'ExecutionDoesNotExist' || kind === 'InvalidArn') return undefined;
    throw error;
  }
}

/**
 * The Region in the ARN of a state machine.
 * @throws CommandError when it is no such ARN
 */
export function regionOfStateMachine(arn: string): string {
  const [, region] = ARN.exec(arn) ?? [];
  if (region !== undefined) return region;
  throw usageError(`"${arn}" is not the ARN of a state machine.`, [
    'It is like arn:aws:states:eu-west-1:123456789012:stateMachine:image-updates',
    'See which there are: aws stepfunctions list-state-machines',
  ]);
}

const STANDINGS: ReadonlyMap<string, Standing> = new Map([
  ['RUNNING', 'running'],
  ['PENDING_REDRIVE', 'running'],
  ['SUCCEEDED', 'over'],
]);
/** Of a campaign whose listing and results both tell none. */
const UNKNOWN_START = new Date(0).toISOString();

function toStatus(
  execution: ExecutionListItem,
  latestFirst: readonly HistoryEvent[] | undefined,
): Omit<CampaignStatus, 'region'> {
  const campaign = presentText(execution.name) ?? 'unnamed';
  const status = presentText(execution.status) ?? 'UNKNOWN';
  const startedAt = presentInstant(execution.startDate);
  const results = (latestFirst ?? []).flatMap((event) => {
    const found = resultsIn(presentText(event.stateExitedEventDetails?.output));
    return found === undefined ? [] : [found];
  });
  const [latest] = results;
  const over = latest !== undefined && !holdsImages(latest);
  // How it ended says nothing of images: the check before does.
  const last = results.find(holdsImages);
  const seen =
    last === undefined ? undefined : stateOf(last, { id: campaign, startedAt: startedAt ?? UNKNOWN_START });
  const state = seen === undefined ? undefined : (readEnd(latest, seen) ?? seen);
  const failure = latestFirst?.[0]?.executionFailedEventDetails;
  const parts = [
    status.toLowerCase().replaceAll('_', ' '),
    ...(over && state !== undefined ? [concluded(state)] : []),
    ...(latestFirst === undefined ? ['its history could not be read'] : []),
    ...(failure
      ? [`${presentText(failure.error) ?? 'failed'}: ${presentText(failure.cause) ?? 'no cause'}`]
      : []),
  ];
  return {
    campaign,
    standing: over ? 'over' : (STANDINGS.get(status) ?? 'stopped'),
    detail: parts.filter((part) => part !== '').join('; '),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(state === undefined ? {} : { state }),
  };
}

/** The updates that the last check has concluded, how is told by its messages only. */
function concluded({ images }: CampaignState): string {
  const open = images.filter(isWithoutOutcome).length;
  return open === 0 ? '' : `its last check concluded ${open} more`;
}
