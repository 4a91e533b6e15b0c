import { html, type Markup } from './markup.ts';
import { type CampaignReport, type FullInput, lastMoment } from './report-input.ts';
import type { ReportRow, RowStatus } from './report-rows.ts';
import { countRows, STATUS_WORDS, tookInWords } from './report-summary.ts';
import { inWords } from './words.ts';

const COUNTED: readonly RowStatus[] = [
  ...(['updated', 'failed', 'skipped', 'updating', 'starting', 'waiting', 'excluded', 'ignored'] as const),
];
const ALWAYS: readonly RowStatus[] = ['updated', 'failed', 'skipped'];

/** How many images have come how far, and what else is known about the campaign. */
export function campaignFacts(
  report: CampaignReport,
  rows: readonly ReportRow[],
  { at, timeZone }: Pick<FullInput, 'at' | 'timeZone'>,
): Markup {
  const { state, slots, quota } = report;
  const counts = countRows(rows);
  const shown = COUNTED.filter((status) => counts.has(status) || ALWAYS.includes(status));
  const instant = (value: string | undefined) => (value === undefined ? undefined : inWords(value, timeZone));
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['Started', inWords(state.startedAt, timeZone)],
    ['Ended', instant(state.endedAt)],
    [state.endedAt === undefined ? 'So far' : 'Took', tookInWords(state, lastMoment(report, at))],
    ['Next check', instant(state.nextCheckAt)],
    ['Slots', slots],
    ['Quota of concurrent updates', quota],
    ['Messages not delivered', state.outbox.length === 0 ? undefined : state.outbox.length],
  ];
  return html`<dl class="counts">
${shown.map((status) => html`<div class="${status}"><dt>${STATUS_WORDS[status]}</dt><dd>${counts.get(status) ?? 0}</dd></div>\n`)}</dl>
<dl class="facts">
${facts.map(([name, value]) => (value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`))}</dl>`;
}
