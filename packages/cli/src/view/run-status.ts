import type { CampaignImage, CampaignState } from '@appstream-campaign/core';
import { reasonSummary, reasonText } from '@appstream-campaign/core/messages';
import type { Hint } from '../terminal/hints.ts';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { clockText, durationText, instantText, printable, shortened } from '../terminal/wording.ts';
import { delayText, stopText } from './event-wording.ts';

/** How a campaign is doing, in one word. */
export type Standing = 'running' | 'left' | 'stopped' | 'over' | 'unreadable';

/** One campaign for a list, wherever it is run. */
export interface CampaignStatus {
  readonly campaign: string;
  /** Of several, the target where it is run. */
  readonly target?: string;
  readonly account?: string;
  readonly region: string;
  readonly standing: Standing;
  /** More about the standing, such as the process that runs it. */
  readonly detail?: string;
  readonly startedAt?: string;
  readonly state?: CampaignState;
}

const COLOURS = {
  running: 'cyan',
  left: 'yellow',
  stopped: 'red',
  over: 'green',
  unreadable: 'red',
} as const;
const STATUS_COLOURS = {
  ...({
    waiting: 'dim',
    starting: 'cyan',
    updating: 'cyan',
    updated: 'green',
    failed: 'red',
    skipped: 'yellow',
  } as const),
};

/** A list of campaigns for people. */
export function statusTable(campaigns: readonly CampaignStatus[], paint: Paint, timeZone: string): string {
  const rows = campaigns.map(({ target, campaign, region, standing, state, startedAt, detail }) => [
    ...(target === undefined ? [] : [target]),
    printable(campaign),
    region,
    paint[COLOURS[standing]](standing),
    startedAt === undefined ? '' : instantText(new Date(startedAt), timeZone),
    state === undefined ? printable(detail ?? '') : countsText(state),
    state === undefined ? '' : printable(detail ?? ''),
  ]);
  return columns(rows);
}

/** Such as `5 updated, 1 failed, 2 updating`. */
function countsText({ images }: Pick<CampaignState, 'images'>): string {
  const statuses = ['updated', 'failed', 'skipped', 'updating', 'starting', 'waiting'] as const;
  const parts = statuses.flatMap((status) => {
    const count = images.filter((image) => image.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return parts.length === 0 ? 'no images' : parts.join(', ');
}

/** How to go on with campaigns that were left before they were over. */
export function goOn(campaigns: readonly CampaignStatus[], hint: Hint): string {
  return campaigns
    .flatMap(({ campaign, standing }) =>
      standing === 'left' ? [`Go on: ${hint('resume', campaign)}\n`] : [],
    )
    .join('');
}

/** One campaign, image by image. */
export function campaignText(one: CampaignStatus, paint: Paint, width: number, timeZone: string): string {
  const { campaign, target, account, region, standing, detail, state } = one;
  const place = account === undefined ? region : `account ${account}, ${region}`;
  const where = target === undefined ? place : `${target}: ${place}`;
  const lines = [
    `${paint.bold(printable(campaign))}  ${paint.dim(where)}  ${paint[COLOURS[standing]](standing)}`,
  ];
  if (detail !== undefined) lines.push(`  ${printable(detail)}`);
  if (state === undefined) return lines.join('\n');
  const end = state.endedAt === undefined ? '' : `, ended ${instantText(new Date(state.endedAt), timeZone)}`;
  lines.push(`  started ${instantText(new Date(state.startedAt), timeZone)}${end}, ${state.checks} checks`);
  if (state.nextCheckAt !== undefined)
    lines.push(`  next check at ${clockText(new Date(state.nextCheckAt), timeZone)}`);
  if (state.delayed !== undefined) lines.push(`  nothing is started: ${delayText(state.delayed, timeZone)}`);
  if (state.stopped !== undefined) lines.push(`  ${printable(stopText(state.stopped))}`);
  const nameWidth = Math.min(50, Math.floor(width * 0.4));
  const room = width - nameWidth - 12;
  const rows = state.images.map((image) => [
    shortened(image.source, nameWidth - 2),
    paint[STATUS_COLOURS[image.status]](image.status),
    imageDetail(image, state, room, timeZone),
  ]);
  return [...lines, '', rows.length === 0 ? '  no images' : columns(rows, [nameWidth, 10, room])].join('\n');
}

function imageDetail(
  image: CampaignImage,
  { delayed }: CampaignState,
  room: number,
  timeZone: string,
): string {
  switch (image.status) {
    case 'waiting':
      if (delayed === undefined) return 'for a slot';
      return delayed.code === 'quota-used-up' ? 'for room in a quota' : 'for AppStream to accept it';
    case 'starting':
      return `→ ${shortened(image.successor, room - 2)}`;
    case 'updating':
      return `since ${clockText(new Date(image.startedAt), timeZone)} → ${shortened(image.successor, room - 14)}`;
    case 'updated': {
      const { startedAt, endedAt, successor, endSeenLate } = image;
      const most = endSeenLate ? 'at most ' : '';
      const took =
        startedAt === undefined || endedAt === undefined
          ? ''
          : `${most}${durationText(new Date(startedAt), new Date(endedAt))} `;
      return `${took}→ ${shortened(successor, room - took.length - 4)}`;
    }
    case 'failed':
      return printable(reasonText(image.reason));
    case 'skipped':
      return reasonSummary(image.reason);
  }
}
