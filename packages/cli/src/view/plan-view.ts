import type { PlannedImage } from '@appstream-campaign/core';
import type { Forecast } from '@appstream-campaign/core/planning';
import { forecastBasis } from '../planning/expected-end.ts';
import { inReadingOrder, isListed } from '../planning/plan-order.ts';
import { blockedPart, type Outlook, startableOf } from '../planning/plan-outlook.ts';
import type { Hint } from '../terminal/hints.ts';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import {
  clockText,
  counted,
  instantText,
  minutesText,
  printable,
  shortened,
  wrapped,
} from '../terminal/wording.ts';
import { verdictText } from './plan-wording.ts';

const VERDICT_WIDTH = 14;

/** How a plan is drawn. */
export interface PlanViewOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Images that take no part are counted; with `all` they are listed, too. */
  readonly all: boolean;
  /** Command lines for this account and Region. */
  readonly hint: Hint;
  readonly timeZone: string;
}

/** A plan for people: who and where, one line for each image, and what it comes to. */
export function planText(outlook: Outlook, options: PlanViewOptions): string {
  const { paint, width, all, hint, timeZone } = options;
  const { account, region, profile, at, images, counts } = outlook;
  const via = profile === undefined ? '' : `, profile ${profile}`;
  const shown = inReadingOrder(images).filter((image) => all || isListed(image));
  const nameWidth = Math.min(56, Math.max(20, Math.floor(width * 0.36)));
  const room = width - nameWidth - VERDICT_WIDTH - 2;
  const rows = shown.map((image) => row(image, paint, nameWidth, room));
  const hidden = all ? 0 : counts.excluded;
  const enrol = enrolLine(hint);
  return [
    `${paint.bold(`Account ${account}, ${region}`)}${via}  ${paint.dim(instantText(new Date(at), timeZone))}`,
    '',
    ...(rows.length > 0 ? [columns(rows, [nameWidth, VERDICT_WIDTH, room + 2]), ''] : []),
    ...summary(outlook, enrol).flatMap((line) => indented(line, width, enrol)),
    ...(hidden > 0 ? [paint.dim(`  ${counted(hidden, 'image')} excluded; --all lists them.`)] : []),
    ...means(outlook, options),
  ].join('\n');
}

function row(image: PlannedImage, paint: Paint, nameWidth: number, room: number): readonly string[] {
  const { verdict, colour, why } = verdictText(image);
  const successor = why.startsWith('→');
  return [
    shortened(image.image, nameWidth - 2),
    paint[colour](verdict),
    successor ? shortened(why, room) : why,
  ];
}

const indented = (text: string, width: number, whole?: string) =>
  wrapped(text, width - 2, whole).map((line) => `  ${line}`);

/** The command line that enrols images. */
export function enrolLine(hint: Hint): string {
  return hint('tag', 'Finance-*');
}

/** How to update only what there is room for; undefined when there is room for all, or for none. */
export function fewerText(
  outlook: Outlook,
  hint: Hint,
): { readonly text: string; readonly line: string } | undefined {
  const { startable = 0 } = blockedPart(outlook) ?? {};
  if (startable === 0) return undefined;
  const line = hint('run', '--limit', String(startable));
  return { text: `Update only what there is room for: ${line}`, line };
}

/** What a plan comes to, in a few sentences. */
export function summary(
  { counts, images, batchSize, nothingFound }: Outlook,
  enrol: string,
): readonly string[] {
  if (images.length === 0) {
    return [
      'There are no images of your own here. Is it the right account and Region?',
      'Images that others share with you are updated by their owner.',
    ];
  }
  if (counts.update + counts.updating + counts.blocked + counts.skip === 0) {
    return [
      'No image takes part: none is enrolled, or none of those matches the flags.',
      ...(nothingFound === undefined ? [] : [`${printable(nothingFound)}.`]),
      `Enrol some; it shows which, and asks first: ${enrol}`,
    ];
  }
  const parts = [
    counts.update > 0
      ? `${counts.update} to update, ${Math.min(batchSize, counts.first)} at once`
      : 'none to update',
    ...(counts.updating > 0 ? [`${counts.updating} in progress already`] : []),
    ...(counts.skip > 0 ? [`${counts.skip} to skip`] : []),
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.leftOut > 0 ? [`${counts.leftOut} left out`] : []),
    ...(counts.ignored > 0 ? [`${counts.ignored} ignored`] : []),
  ];
  return [`${parts.join(', ')}.`];
}

const MARKS = { fine: '✔', warns: '!', blocks: '✖' } as const;
const MARK_COLOURS = { fine: 'green', warns: 'yellow', blocks: 'red' } as const;

/** The room that the quotas leave, and what it costs; nothing when nothing is to be started. */
function means(outlook: Outlook, { paint, width, hint, timeZone }: PlanViewOptions): readonly string[] {
  const { preflight, cost, counts, forecast, at } = outlook;
  if (counts.update === 0) return [];
  const findings = preflight.findings.map(({ severity, summary: text, next }) => [
    paint[MARK_COLOURS[severity]](MARKS[severity]),
    [
      severity === 'fine' ? paint.dim(printable(text)) : printable(text),
      ...next.map((step) => `- ${printable(step)}`),
    ].join('\n'),
  ]);
  const assumptions = cost.assumptions.map(({ name, value, basis }) => [`  ${name}`, `${value} (${basis})`]);
  const fewer = fewerText(outlook, hint);
  return [
    '',
    columns(findings, [3, width - 5]),
    '',
    ...(fewer === undefined ? [] : [...indented(fewer.text, width, fewer.line), '']),
    ...(forecast === undefined
      ? []
      : [
          ...indented(endText(forecast, at, timeZone), width),
          paint.dim(
            columns(
              [['  Forecast', `${forecastBasis(forecast, counts.update, startableOf({ preflight }))}.`]],
              [30, width - 34],
            ),
          ),
          '',
        ]),
    `  ${costText(cost)}`,
    paint.dim(columns(assumptions, [30, width - 34])),
  ];
}

/** Such as `Image builders run 6.0 to 48.0 hours: 1.20 to 9.60 USD.` */
export function costText({ builderHours, cost, currency }: Outlook['cost']): string {
  const unit = currency === undefined ? '' : ` ${currency}`;
  const hours = `${builderHours.least.toFixed(1)} to ${builderHours.most.toFixed(1)} hours`;
  const price = cost === undefined ? '' : `: ${cost.least.toFixed(2)} to ${cost.most.toFixed(2)}${unit}`;
  return `Image builders run ${hours}${price}.`;
}

/** Such as `Started now, it would be over in 4 h 10 min, about 18:40; nine times out of ten by 20:05.` */
export function endText({ half, ninety }: Forecast, at: string, timeZone: string): string {
  const after = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000);
  const by = instantText(after(ninety), timeZone);
  return `Started now, it would be over in ${minutesText(half)}, about ${clockText(after(half), timeZone)}; nine times out of ten by ${by}.`;
}
