import { forecastBasis } from '../planning/expected-end.ts';
import { inReadingOrder, isListed } from '../planning/plan-order.ts';
import { type Outlook, startableOf } from '../planning/plan-outlook.ts';
import type { Hint } from '../terminal/hints.ts';
import { instantText } from '../terminal/wording.ts';
import { costText, endText, enrolLine, fewerText, summary } from './plan-view.ts';
import { verdictText } from './plan-wording.ts';

/** A plan as Markdown, for tickets and wikis. Everything from outside is escaped. */
export function planMarkdown(
  outlooks: readonly Outlook[],
  hintOf: (outlook: Outlook) => Hint,
  timeZone: string,
): string {
  return `${outlooks.map((one) => section(one, hintOf(one), timeZone)).join('\n\n')}\n`;
}

function section(outlook: Outlook, hint: Hint, timeZone: string): string {
  const { account, region, at, images, counts } = outlook;
  const taking = inReadingOrder(images).filter(isListed);
  const rows = taking.map((image) => {
    const { verdict, why } = verdictText(image);
    return `| ${escaped(image.image)} | ${verdict} | ${escaped(why)} |`;
  });
  const table =
    rows.length === 0 ? [] : ['| image | verdict | successor, or why |', '| --- | --- | --- |', ...rows, ''];
  return [
    `## AppStream image updates: account ${account}, ${region}`,
    '',
    `As of ${instantText(new Date(at), timeZone)}: ${summary(outlook, enrolLine(hint)).map(escaped).join(' ')}`,
    ...(counts.excluded > 0 ? [`Excluded: ${counts.excluded}.`] : []),
    '',
    ...table,
    ...(counts.update > 0 ? means(outlook, hint, timeZone) : []),
  ]
    .join('\n')
    .trimEnd();
}

function means(outlook: Outlook, hint: Hint, timeZone: string): readonly string[] {
  const { preflight, cost, forecast, at, counts } = outlook;
  const fewer = fewerText(outlook, hint);
  return [
    '### Room',
    '',
    ...preflight.findings.flatMap(({ severity, summary: text, next }) => [
      `- **${severity}**: ${escaped(text)}`,
      ...next.map((step) => `  - ${escaped(step)}`),
    ]),
    ...(fewer === undefined ? [] : [`- ${escaped(fewer.text)}`]),
    '',
    ...(forecast === undefined
      ? []
      : [
          '### Expected end',
          '',
          `${endText(forecast, at, timeZone)} The forecast: ${forecastBasis(forecast, counts.update, startableOf({ preflight }))}.`,
          '',
        ]),
    '### Cost',
    '',
    costText(cost),
    '',
    ...cost.assumptions.map(
      ({ name, value, basis }) => `- ${escaped(name)}: ${escaped(value)} (${escaped(basis)})`,
    ),
  ];
}

/** Text in which Markdown and HTML find nothing to do. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|#~]/g, '\\$&')
    .replace(/\s+/g, ' ');
}
