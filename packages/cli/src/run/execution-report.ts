import { presentInstant, presentItems, presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import type { CampaignState } from '@appstream-campaign/core';
import { isWithoutOutcome } from '@appstream-campaign/core/internal';
import { readEnd } from '@appstream-campaign/lambda-handler/read-results';
import type { CampaignReport } from '@appstream-campaign/report';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { awsSettings } from '../account/account.ts';
import { CommandError, usageError } from '../terminal/errors.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { listText } from '../terminal/wording.ts';
import { holdsImages, resultsIn, stateOf } from './results-in-history.ts';
import { callsOf } from './step-functions.ts';

const ARN = /^arn:[\w-]+:states:([\w-]+):(\d{12}):execution:[\w-]{1,80}:([^:]{1,80})$/;
/** Events of a page. The last results stand near the end of a history, which is read backwards. */
const EVENTS = 500;
const DEFAULT_SLOTS = 5;

const NOT_KEPT =
  'An execution keeps no tags and no plan: tags before and after, and images that were no candidates, are missing.';

/**
 * A campaign that Step Functions has run, as far as the history of its execution tells.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 *
 * @throws CommandError when it is no execution of a campaign; AwsCallError when a call fails
 */
export async function executionReport(
  executionArn: string,
  profile: string | undefined,
  runtime: Runtime,
): Promise<CampaignReport> {
  const [, region, account, name] = ARN.exec(executionArn) ?? [];
  if (region === undefined || account === undefined || name === undefined) {
    throw usageError(`"${executionArn}" is not the ARN of an execution.`, [
      'It is like arn:aws:states:eu-west-1:123456789012:execution:image-updates:night-1',
      (hint) => `See which there are: ${hint('status', '--state-machine', '<arn>')}`,
    ]);
  }
  const target = { region, ...(profile === undefined ? {} : { profile }) };
  const client = new SFNClient(awsSettings(target, runtime));
  const call = callsOf(target);
  try {
    const execution = await call(
      'DescribeExecution',
      client.send(new DescribeExecutionCommand({ executionArn })),
    );
    const latest = await call('GetExecutionHistory', latestResults(client, executionArn));
    const startedAt = presentInstant(execution.startDate) ?? new Date(0).toISOString();
    const state = latest.before && stateOf(latest.before, { id: name, startedAt });
    if (state === undefined) {
      throw new CommandError(`The history of ${executionArn} holds no results of a campaign.`, [
        'Is it an execution of the state machine of campaigns, and has its first check ended?',
      ]);
    }
    return reportOf(execution, state, latest.end, { region, account });
  } finally {
    client.destroy();
  }
}

/** What the last check returned that tells of images, and what came after it in its place. */
interface LatestResults {
  readonly before?: object;
  /** `0`, or how a hub's campaign ended. Absent when the campaign is not over. */
  readonly end?: object | 0;
}

async function latestResults(client: SFNClient, executionArn: string): Promise<LatestResults> {
  let end: object | 0 | undefined;
  let nextToken: string | undefined;
  do {
    const command = new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: EVENTS,
      includeExecutionData: true,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await client.send(command);
    for (const event of presentItems<HistoryEvent>(page.events) ?? []) {
      const results = resultsIn(presentText(event.stateExitedEventDetails?.output));
      if (results === undefined) continue;
      if (holdsImages(results)) return { before: results, ...(end === undefined ? {} : { end }) };
      end = results;
    }
    nextToken = presentText(page.nextToken);
  } while (nextToken !== undefined);
  return end === undefined ? {} : { end };
}

function reportOf(
  execution: DescribeExecutionOutput,
  before: CampaignState,
  end: object | 0 | undefined,
  place: { readonly region: string; readonly account: string },
): CampaignReport {
  const stopped = presentInstant(execution.stopDate);
  const seen = readEnd(end, before) ?? before;
  const open = seen.images.filter(isWithoutOutcome).map(({ source }) => source);
  const isOver = end !== undefined && open.length === 0;
  const { nextCheckAt: _, ...rest } = seen;
  const state = isOver
    ? ({ ...rest, status: 'over', endedAt: seen.endedAt ?? stopped } as CampaignState)
    : seen;
  const { slots, ...where } = { ...place, ...inputOf(presentText(execution.input), state) };
  return {
    state,
    ...where,
    slots,
    ...(stopped === undefined ? {} : { seenUntil: stopped }),
    notKnown: [
      NOT_KEPT,
      ...(isOver || end === undefined
        ? []
        : [
            `The campaign is over, but how its last check concluded ${listText(open)} is not in the history: it returns 0. Its messages tell, and so does lineage.`,
          ]),
      ...(end === undefined && stopped !== undefined
        ? [
            `The execution has ended as ${presentText(execution.status) ?? 'unknown'} before the campaign was over: what became of updates in progress is not in the history.`,
          ]
        : []),
    ],
  };
}

/** Slots, and where the images are: in the account of a target, if it was started with one. */
function inputOf(input: string | undefined, { place }: CampaignState) {
  const known = {
    ...(place?.account === undefined ? {} : { account: place.account }),
    ...(place?.region === undefined ? {} : { region: place.region }),
  };
  try {
    const value: unknown = JSON.parse(input ?? '{}');
    const size =
      typeof value === 'object' && value !== null && 'BatchSize' in value ? value.BatchSize : undefined;
    return { ...known, slots: typeof size === 'number' ? size : DEFAULT_SLOTS };
  } catch {
    return { ...known, slots: DEFAULT_SLOTS };
  }
}
