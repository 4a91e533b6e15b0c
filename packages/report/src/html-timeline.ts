import { formatTime } from '@appstream-campaign/core/messages';
import { html, type Markup } from './markup.ts';
import { type CampaignReport, type FullInput, lastMoment } from './report-input.ts';
import type { ReportRow } from './report-rows.ts';
import { STATUS_WORDS } from './report-summary.ts';
import { timelineChart } from './timeline-chart.ts';
import { counted } from './words.ts';

const DRAWN = ['updated', 'failed', 'updating'] as const;

/** The chart of slots over time, with its words; nothing when no update was started. */
export function timelineFigure(
  report: CampaignReport,
  rows: readonly ReportRow[],
  { at: made, timeZone }: Pick<FullInput, 'at' | 'timeZone'>,
  number: number,
): Markup | undefined {
  const at = lastMoment(report, made);
  const drawn = rows.flatMap(updatesOf);
  const chart = timelineChart(drawn, report.slots ?? 0, { from: report.state.startedAt, at, timeZone });
  if (chart === undefined) return undefined;
  const statuses = DRAWN.filter((status) => drawn.some((row) => row.status === status));
  const box = `0 0 ${chart.width} ${chart.height}`;
  return html`<h3 id="timeline-${number}">Timeline</h3>
<div class="card scroll" role="region" aria-labelledby="timeline-${number} campaign-${number}" tabindex="0">
<figure>
<ul class="legend">${statuses.map((status) => html`<li>${swatch(status)}${STATUS_WORDS[status]}</li>`)}</ul>
<svg viewBox="${box}" role="img" aria-labelledby="chart-${number}-title chart-${number}-desc" xmlns="http://www.w3.org/2000/svg">
<title id="chart-${number}-title">Updates by slot over time</title>
<desc id="chart-${number}-desc">${description(drawn, at, timeZone)}</desc>
${STRIPES}${chart.content}</svg>
<figcaption>One lane for each slot (numbered at the left), one bar for each update, time in ${timeZone}. The same as a table: <a href="#images-${number}">Images</a>.</figcaption>
</figure>
</div>`;
}

/** The updates of an image, each as a row of its own: those that failed and were tried again, and the last. */
function updatesOf(row: ReportRow): readonly ReportRow[] {
  const attempts = row.attempts.map((attempt) => ({ ...row, ...attempt, status: 'failed' as const }));
  return row.slot === undefined ? attempts : [...attempts, row];
}

/** Stripes, so that a failed update is told from others without its colour. */
const STRIPES: Markup = html`<defs><pattern id="failed-stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--failed)"/><rect width="1.5" height="7" fill="var(--failed-edge)" opacity="0.45"/></pattern></defs>`;

function swatch(status: (typeof DRAWN)[number]): Markup {
  const fill = status === 'failed' ? 'url(#failed-stripes)' : `var(--${status})`;
  return html`<svg viewBox="0 0 22 13" aria-hidden="true"><rect x="0.5" y="0.5" width="21" height="12" rx="3" fill="${fill}" stroke="var(--${status}-edge)"/></svg>`;
}

function description(drawn: readonly ReportRow[], at: string, timeZone: string): string {
  const starts = drawn.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt])).sort();
  const slots = new Set(drawn.map(({ slot }) => slot)).size;
  const counts = DRAWN.flatMap((status) => {
    const count = drawn.filter((row) => row.status === status).length;
    return count === 0 ? [] : [`${count} ${STATUS_WORDS[status].toLowerCase()}`];
  });
  const first = starts[0] ?? at;
  return `${counted(drawn.length, 'update')} in ${counted(slots, 'slot')}, the first from ${formatTime(first, timeZone)}: ${counts.join(', ')}.`;
}
