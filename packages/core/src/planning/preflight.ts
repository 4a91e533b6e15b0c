import type { CampaignPlan, PlannedImage } from '../campaign/plan.ts';
import { QUOTAS, type QuotaName, type Quotas, type QuotaUsage } from '../ports/quotas.ts';
import { requireCount } from '../text/require-count.ts';

/** `blocks`: the campaign can't update all images. `warns`: it can, but slower or with little quota left. */
export type FindingSeverity = 'blocks' | 'warns' | 'fine';

/** The result of one check. */
export interface PreflightFinding {
  readonly quota: QuotaName;
  readonly severity: FindingSeverity;
  /** One sentence with the numbers. */
  readonly summary: string;
  /** What to do, in order; empty when it is fine. */
  readonly next: readonly string[];
  /** What the campaign needs of the quota. */
  readonly needed: number;
  /** The remaining quota; undefined when its use could not be counted. */
  readonly room: number | undefined;
}

/** What would block a campaign, before it starts. */
export interface Preflight {
  /** The worst severity of all findings. */
  readonly verdict: FindingSeverity;
  /** One for each quota. */
  readonly findings: readonly PreflightFinding[];
}

/** The input of a preflight. */
export interface PreflightInput {
  readonly quotas: Quotas;
  readonly usage: QuotaUsage;
  /** Images whose updates are to be started, as {@link imagesToStart} counts them in a plan. */
  readonly candidates: number;
  readonly batchSize: number;
  /** Attempts for each image: each creates an image. @defaultValue 1 */
  readonly attempts?: number;
  /** Images that could be deleted to make room: those that pruning would delete. @defaultValue none */
  readonly removable?: readonly string[];
}

/** Whether a plan would start the update of an image, now or when a slot is free. */
export function isToStart({ verdict }: Pick<PlannedImage, 'verdict'>): boolean {
  return verdict === 'start' || verdict === 'wait' || verdict === 'postpone';
}

/** How many updates a plan would start, now or when slots are free. */
export function imagesToStart(plan: CampaignPlan): number {
  return plan.images.filter(isToStart).length;
}

/**
 * Compares what a campaign needs with the remaining quotas. Every update adds an image and deletes none, and
 * uses one update and one image builder while it runs. Pure.
 * @throws InvalidOptionsError for an invalid count
 */
export function preflight(input: PreflightInput): Preflight {
  requireCount('preflight', 'candidates', input.candidates, 0);
  requireCount('preflight', 'batchSize', input.batchSize, 1);
  requireCount('preflight', 'attempts', input.attempts ?? 1, 1);
  const findings = [
    images(input),
    concurrent('concurrentUpdates', input),
    concurrent('imageBuilders', input),
  ];
  const worst = (['blocks', 'warns'] as const).find((one) =>
    findings.some(({ severity }) => severity === one),
  );
  return { verdict: worst ?? 'fine', findings };
}

const plural = (count: number, one: string, many: string = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`;

/** Most names in a sentence. */
const MAX_NAMED = 10;

function images(input: PreflightInput): PreflightFinding {
  const { candidates: needed, attempts = 1, removable = [] } = input;
  const { room, note, used, limit } = roomOf('images', input);
  const base = { quota: 'images', needed, room } as const;
  if (room === undefined) return uncounted(base, note);
  if (needed === 0)
    return { ...base, severity: 'fine', summary: `No image is to be updated.${note}`, next: [] };
  const holds = `the account holds ${used} of ${limit}`;
  if (room < needed) {
    const summary = `This campaign needs ${plural(needed, 'new image')}, and there is room for ${room}: ${holds}.${note}`;
    const fewer = room === 0 ? [] : [`Or update at most ${plural(room, 'image')} this time.`];
    return {
      ...base,
      severity: 'blocks',
      summary,
      next: [raise('images', used + needed, input), ...deletion(removable, needed - room), ...fewer],
    };
  }
  const tight = attempts > 1 && room === needed;
  const summary = `This campaign needs ${plural(needed, 'new image')}, and there is room for ${room}: ${holds}.${note}`;
  if (!tight) return { ...base, severity: 'fine', summary, next: [] };
  const next = [raise('images', used + needed + 1, input), ...deletion(removable, 1)];
  return {
    ...base,
    severity: 'warns',
    summary: `${summary} A failed update that is tried again needs one more.`,
    next,
  };
}

function concurrent(quota: 'concurrentUpdates' | 'imageBuilders', input: PreflightInput): PreflightFinding {
  const { room, note, used, limit } = roomOf(quota, input);
  const needed = Math.min(input.batchSize, input.candidates);
  const base = { quota, needed, room } as const;
  if (room === undefined) return uncounted(base, note);
  const { label } = QUOTAS[quota];
  const things = quota === 'imageBuilders' ? plural(needed, 'image builder') : plural(needed, 'update');
  const summary = `This campaign wants ${things} at once, and there is room for ${room}: "${label}" is ${limit}, ${used} of them in use.${note}`;
  if (needed <= room) return { ...base, severity: 'fine', summary, next: [] };
  const free =
    quota === 'imageBuilders'
      ? ['Or delete image builders that nobody needs.']
      : used > 0 && limit > 0
        ? ['Or wait: the updates in progress end by themselves.']
        : [];
  const next = [raise(quota, used + needed, input), ...free];
  if (room > 0) {
    const slower = `${summary} It runs ${room} at once and takes longer; nothing fails for that.`;
    return { ...base, severity: 'warns', summary: slower, next: [...next, `Or set batchSize to ${room}.`] };
  }
  // Updates in progress end by themselves; image builders that people run do not.
  const passing = quota === 'concurrentUpdates' && limit > 0;
  return { ...base, severity: passing ? 'warns' : 'blocks', summary, next };
}

function roomOf(
  name: QuotaName,
  { quotas, usage }: PreflightInput,
): {
  readonly room: number | undefined;
  readonly note: string;
  readonly used: number;
  readonly limit: number;
} {
  const { value: limit, origin, detail } = quotas[name];
  const used = usage[name];
  const note =
    origin === 'live'
      ? ''
      : ` The quota could not be read, so the default of a new account is taken${detail === undefined ? '' : `: ${detail}`}`;
  return { room: used === undefined ? undefined : Math.max(0, limit - used), note, used: used ?? 0, limit };
}

function uncounted(
  base: Pick<PreflightFinding, 'quota' | 'needed' | 'room'>,
  note: string,
): PreflightFinding {
  const { label } = QUOTAS[base.quota];
  return {
    ...base,
    severity: base.needed === 0 ? 'fine' : 'warns',
    summary: `How much of "${label}" is in use could not be counted.${note}`,
    next: [`Look at "${label}" by hand, or allow what could not be seen.`],
  };
}

function raise(quota: QuotaName, to: number, { quotas }: PreflightInput): string {
  const { value, link } = quotas[quota];
  return `Raise the quota "${QUOTAS[quota].label}" from ${value} to at least ${to}${link === undefined ? ' in Service Quotas' : `: ${link}`}`;
}

function deletion(removable: readonly string[], wanted: number): readonly string[] {
  if (removable.length === 0) return [];
  const named = removable.slice(0, MAX_NAMED).join(', ');
  const more = removable.length > MAX_NAMED ? ` and ${removable.length - MAX_NAMED} more` : '';
  const enough = removable.length < wanted ? `, which is not enough: ${wanted} are` : `; ${wanted} are`;
  return [
    `Or delete images that pruning would delete (${removable.length}${enough} needed): ${named}${more}.`,
  ];
}
