import type { CampaignPlan, PlannedImage } from '@appstream-campaign/core';
import type { CostRange, Forecast, Preflight } from '@appstream-campaign/core/planning';
import type { Account } from '../account/account.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { exclusionReason } from './plan-order.ts';

/** What a campaign would do in one account and Region, as `plan` tells it. */
export interface Outlook {
  readonly account: string;
  readonly region: string;
  readonly profile?: string;
  /** ARN of the caller. */
  readonly caller: string;
  readonly at: string;
  readonly batchSize: number;
  readonly images: readonly PlannedImage[];
  /** Why there is no candidate. */
  readonly nothingFound?: string;
  readonly counts: OutlookCounts;
  /** What the campaign needs of each quota, and the room that there is. */
  readonly preflight: Preflight;
  /** Hours that image builders will run, and the cost when the price is known; with what it rests on. */
  readonly cost: CostRange;
  /** When it would be over, in minutes from its start; absent when nothing is to be started. */
  readonly forecast?: Forecast;
}

/** How many images get which verdict. */
interface OutlookCounts {
  /** Updates that a campaign would start, at once or later. */
  readonly update: number;
  /** Of these, at once. */
  readonly first: number;
  /** In progress already. */
  readonly updating: number;
  /** Current, or not to be updated for another reason. */
  readonly skip: number;
  /** Enrolled, but something is in the way. */
  readonly blocked: number;
  /** Enrolled, and left to a later campaign by --limit. */
  readonly leftOut: number;
  /** Left out on purpose, as a person has said. */
  readonly ignored: number;
  /** Not taking part. */
  readonly excluded: number;
}

/** How many images the image quota has room for. */
export function startableOf({ preflight }: Pick<Outlook, 'preflight'>): number {
  return preflight.findings.find(({ quota }) => quota === 'images')?.room ?? Number.POSITIVE_INFINITY;
}

/** A part of a plan that cannot begin, because a quota leaves no room for it. */
export interface BlockedPart {
  /** Updates that cannot begin. */
  readonly count: number;
  /** Updates of the plan. */
  readonly of: number;
  /** Updates that can. */
  readonly startable: number;
  /** Why not, one sentence each. */
  readonly why: readonly string[];
}

/** What of a plan cannot begin; undefined when all can. */
export function blockedPart({
  preflight: { findings },
}: Pick<Outlook, 'preflight'>): BlockedPart | undefined {
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  if (blocking.length === 0) return undefined;
  const of = findings.find(({ quota }) => quota === 'images')?.needed ?? 0;
  // Without an image builder, or with a quota of no update at all, nothing begins.
  const startable = Math.min(...blocking.map(({ quota, room = 0 }) => (quota === 'images' ? room : 0)));
  return { count: of - startable, of, startable, why: blocking.map(({ summary }) => summary) };
}

/** Brings a plan into the form that is shown. */
export function outlookOf(
  { caller, region, target }: Pick<Account, 'caller' | 'region' | 'target'>,
  plan: CampaignPlan,
  means: Pick<Outlook, 'batchSize' | 'preflight' | 'cost' | 'forecast'>,
): Outlook {
  return {
    account: caller.account,
    region,
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    caller: caller.arn,
    at: plan.at,
    batchSize: means.batchSize,
    counts: countsOf(plan.images),
    preflight: means.preflight,
    cost: means.cost,
    ...(means.forecast === undefined ? {} : { forecast: means.forecast }),
    ...(plan.nothingFound === undefined ? {} : { nothingFound: plan.nothingFound }),
    images: plan.images,
  };
}

function countsOf(images: readonly PlannedImage[]): OutlookCounts {
  const of = (...verdicts: readonly PlannedImage['verdict'][]) =>
    images.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const leftOut = exclusionReason(images, 'beyond-limit').length;
  const ignored = exclusionReason(images, 'ignored').length;
  return {
    update: of('start', 'wait'),
    first: of('start'),
    updating: of('adopt', 'updating'),
    skip: of('skip', 'updated'),
    blocked: of('fail', 'postpone', 'stop'),
    leftOut,
    ignored,
    excluded: of('exclude') - leftOut - ignored,
  };
}

/** The exit code of `plan` for some outlooks: what matters most of all of them. */
export function planExitCode(outlooks: readonly Outlook[]): ExitCode {
  const inTheWay = ({ counts, preflight }: Outlook) => counts.blocked > 0 || preflight.verdict === 'blocks';
  if (outlooks.some(inTheWay)) return EXIT.blocked;
  return outlooks.some(({ counts }) => counts.update + counts.updating > 0) ? EXIT.done : EXIT.nothing;
}
