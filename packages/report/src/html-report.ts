import { STYLE } from './html-style.ts';
import { imagesTable, tagsTable, todoList } from './html-tables.ts';
import { timelineFigure } from './html-timeline.ts';
import { html, type Markup, trusted } from './markup.ts';
import type { CampaignReport, ReportInput } from './report-input.ts';
import { type ReportRow, type RowStatus, reportRows } from './report-rows.ts';
import { countRows, STATUS_WORDS, tookInWords, verdictOf } from './report-summary.ts';
import { tagChanges } from './tag-changes.ts';
import { counted, inWords } from './words.ts';

// Nothing is fetched and nothing runs, whatever a name may hold.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else. */
export function htmlReport(input: ReportInput & { readonly title: string }): string {
  const { title, at, campaigns } = input;
  const several =
    campaigns.length === 1
      ? undefined
      : html`<p>${counted(campaigns.length, 'campaign')} in this report.</p>`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header class="top">
<h1>${title}</h1>
<p>Report of ${inWords(at)} UTC. All times are UTC.</p>
${several}
</header>
<main>
${campaigns.map((report, index) => campaignSection(report, at, index + 1))}
</main>
<footer><p>Made from the saved state of the campaign${campaigns.length === 1 ? '' : 's'} by AppStream update campaigns.</p></footer>
</body>
</html>
`;
  return page.text;
}

function campaignSection(report: CampaignReport, at: string, number: number): Markup {
  const rows = reportRows(report, at);
  const verdict = verdictOf(report.state);
  return html`<section aria-labelledby="campaign-${number}">
<h2 id="campaign-${number}">Campaign <code>${report.state.id}</code></h2>
<p class="verdict ${verdict.tone}">${verdict.sentence}</p>
${facts(report, rows, at)}
${todoList(rows)}
${timelineFigure(report, rows, at, number)}
${imagesTable(rows, number)}
${tagsTable(tagChanges(report), number)}
</section>`;
}

const COUNTED: readonly RowStatus[] = ['updated', 'failed', 'skipped', 'updating', 'waiting', 'excluded'];
const ALWAYS: readonly RowStatus[] = ['updated', 'failed', 'skipped'];

function facts(report: CampaignReport, rows: readonly ReportRow[], at: string): Markup {
  const { state, account, region, slots, quota } = report;
  const counts = countRows(rows);
  const shown = COUNTED.filter((status) => counts.has(status) || ALWAYS.includes(status));
  const began = state.endedAt === undefined ? undefined : inWords(state.endedAt);
  const pairs: readonly (readonly [string, string | number | undefined])[] = [
    ['Account', account],
    ['Region', region],
    ['Started', inWords(state.startedAt)],
    ['Ended', began],
    [state.endedAt === undefined ? 'So far' : 'Took', tookInWords(state, at)],
    ['Slots', slots],
    ['Quota of concurrent updates', quota],
    ['Next check', state.nextCheckAt === undefined ? undefined : inWords(state.nextCheckAt)],
    ['Messages not delivered yet', state.outbox.length === 0 ? undefined : state.outbox.length],
  ];
  return html`<dl class="facts">
${shown.map((status) => html`<div class="count"><dt>${STATUS_WORDS[status]}</dt><dd>${counts.get(status) ?? 0}</dd></div>\n`)}
${pairs.map(([name, value]) => (value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`))}
</dl>`;
}
