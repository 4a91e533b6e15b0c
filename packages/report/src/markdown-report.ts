import { formatTime, oneLine } from '@appstream-campaign/core/messages';
import { code, table } from './markdown-text.ts';
import { type NextSteps, nextSteps } from './next-steps.ts';
import { type CampaignReport, DEFAULT_TITLE, type FullInput, lastMoment } from './report-input.ts';
import { type ReportRow, reportRows } from './report-rows.ts';
import { countRows, lengthInWords, STATUS_WORDS, tookInWords, verdictOf } from './report-summary.ts';
import { byImage, tagChanges } from './tag-changes.ts';
import { inWords } from './words.ts';

/** The report in GitHub's Markdown, for a ticket or a wiki. */
export function markdownReport(input: FullInput): string {
  const parts = input.campaigns.flatMap((report) => campaignParts(report, input));
  const title = input.title === DEFAULT_TITLE ? DEFAULT_TITLE : code(oneLine(input.title));
  return `${[`# ${title}`, ...parts, `Made ${formatTime(input.at, input.timeZone)}.`].join('\n\n')}\n`;
}

function campaignParts(report: CampaignReport, { at: made, timeZone }: FullInput): readonly string[] {
  const at = lastMoment(report, made);
  const rows = reportRows(report, at);
  const { state } = report;
  const verdict = verdictOf(state);
  const place = [report.account, report.region].flatMap((part) =>
    part === undefined ? [] : [code(oneLine(part))],
  );
  const counts = [...countRows(rows)].map(([status, count]) => `${STATUS_WORDS[status]}: ${count}`);
  return [
    `## Campaign ${code(oneLine(state.id))}${place.length === 0 ? '' : `, ${place.join(', ')}`}`,
    `**${verdict.sentence}**${verdict.detail === undefined ? '' : ` ${verdict.said}: ${code(verdict.detail)}`}`,
    ...(report.notKnown === undefined
      ? []
      : [report.notKnown.map((one) => `- ${code(oneLine(one))}`).join('\n')]),
    [
      `- Started ${formatTime(state.startedAt, timeZone)}, took ${tookInWords(state, at)}`,
      `- ${counts.length === 0 ? 'No images' : counts.join(', ')}`,
      ...(report.slots === undefined ? [] : [`- Slots: ${report.slots}`]),
      ...(report.quota === undefined ? [] : [`- Quota of concurrent updates: ${report.quota}`]),
    ].join('\n'),
    ...todo(nextSteps(state, rows)),
    ...imagesPart(rows, timeZone),
    ...tagsPart(report),
  ];
}

function todo(groups: readonly NextSteps[]): readonly string[] {
  const parts = groups.map(({ heading, rows, advice }) => {
    const images = rows.map(({ image, detail, said }) => {
      return `- ${code(image)}${detail === undefined ? '' : `. ${said}: ${code(detail)}`}`;
    });
    const steps = advice.map((step, index) => `${index + 1}. ${step}`);
    return [
      `**${heading}**`,
      ...[images, steps].flatMap((list) => (list.length === 0 ? [] : [list.join('\n')])),
    ];
  });
  return groups.length === 0 ? [] : ['### What to do next', ...parts.flat()];
}

function imagesPart(rows: readonly ReportRow[], timeZone: string): readonly string[] {
  if (rows.length === 0) return [];
  const time = (instant: string | undefined) => (instant === undefined ? '' : inWords(instant, timeZone));
  const cells = rows.map((row) => [
    code(row.image),
    STATUS_WORDS[row.status],
    code(row.successor ?? ''),
    String(row.slot ?? ''),
    time(row.startedAt),
    time(row.endedAt),
    lengthInWords(row) ?? '',
    whyOf(row),
  ]);
  const columns = [
    'Image',
    'Outcome',
    'Successor',
    'Slot',
    `Started (${timeZone})`,
    `Ended (${timeZone})`,
    'Took',
    'Why',
  ];
  return ['### Images', table(columns, cells)];
}

function whyOf({ reason = '', detail = '', failedSuccessors }: ReportRow): string {
  const why = [reason, code(detail)].filter(Boolean).join(': ');
  const tries = failedSuccessors.map((failed) => `Tried before, and failed: ${code(failed)}`);
  return [why, ...tries].filter(Boolean).join('<br>');
}

function tagsPart(report: CampaignReport): readonly string[] {
  const changes = tagChanges(report);
  if (changes.length === 0) return [];
  const value = (text: string | undefined) => (text === undefined ? '(none)' : code(text));
  const cells = byImage(changes).map(([image, own]) => [
    code(image),
    own.map(({ key, before, after }) => `${code(key)}: ${value(before)} → ${value(after)}`).join('<br>'),
  ]);
  return ['### Tags before and after', table(['Image', 'Changes'], cells)];
}
