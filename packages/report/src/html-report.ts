import { formatTime, oneLine } from '@appstream-campaign/core/messages';
import { campaignFacts } from './html-facts.ts';
import { htmlPage } from './html-page.ts';
import { imagesTable, tagsTable, todoList } from './html-tables.ts';
import { timelineFigure } from './html-timeline.ts';
import { html, type Markup } from './markup.ts';
import { nextSteps } from './next-steps.ts';
import { type CampaignReport, type FullInput, lastMoment } from './report-input.ts';
import { type ReportRow, reportRows } from './report-rows.ts';
import { countRows, verdictOf } from './report-summary.ts';
import { tagChanges } from './tag-changes.ts';
import { counted } from './words.ts';

interface Section {
  readonly report: CampaignReport;
  readonly rows: readonly ReportRow[];
  /** Makes the ids of its parts unique on the page, from 1. */
  readonly number: number;
}

/** The report as one page that needs nothing else. */
export function htmlReport(input: FullInput): string {
  const { at, campaigns, timeZone } = input;
  const title = oneLine(input.title);
  const sections = campaigns.map((report, index): Section => {
    return { report, rows: reportRows(report, lastMoment(report, at)), number: index + 1 };
  });
  return htmlPage({
    title,
    header: html`<header class="top">
<h1>${title}</h1>
<p>Report of ${formatTime(at, timeZone)}. All times are in ${timeZone}.</p>
</header>`,
    main: html`${sections.length === 1 ? undefined : overview(sections)}
${sections.map((section) => campaignSection(section, input))}`,
    madeBy: `Made by AppStream update campaigns from what the ${sections.length === 1 ? 'campaign' : 'campaigns'} saved`,
  });
}

function headingOf({ state, account, region }: CampaignReport): Markup {
  const place = [account, region].flatMap((part) => (part === undefined ? [] : [oneLine(part)])).join(', ');
  return html`Campaign <code>${oneLine(state.id)}</code>${place === '' ? undefined : html` <span class="soft">${place}</span>`}`;
}

/** All campaigns of the page in one table, each with the way to its part. */
function overview(sections: readonly Section[]): Markup {
  return html`<h2 id="overview">Overview</h2>
<div class="card scroll" role="region" aria-labelledby="overview" tabindex="0">
<table>
<caption>${counted(sections.length, 'campaign')} in this report.</caption>
<thead><tr><th scope="col">Campaign</th><th scope="col" class="number">Updated</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Skipped</th><th scope="col">Standing</th></tr></thead>
<tbody>
${sections.map(({ report, rows, number }) => {
  const counts = countRows(rows);
  const cells = (['updated', 'failed', 'skipped'] as const).map(
    (status) => html`<td class="number">${counts.get(status) ?? 0}</td>`,
  );
  return html`<tr><th scope="row"><a href="#campaign-${number}">${headingOf(report)}</a></th>${cells}<td>${verdictOf(report.state).sentence}</td></tr>
`;
})}</tbody>
</table>
</div>`;
}

/** What is missing, before anybody looks for it. */
function notKnown({ notKnown: sentences = [] }: CampaignReport): Markup | undefined {
  if (sentences.length === 0) return undefined;
  return html`<ul class="soft">${sentences.map((sentence) => html`<li>${oneLine(sentence)}</li>`)}</ul>`;
}

function campaignSection({ report, rows, number }: Section, input: FullInput): Markup {
  const { sentence, detail, said: label, tone } = verdictOf(report.state);
  const said = detail === undefined ? undefined : html` <span class="said">${label}: <q>${detail}</q></span>`;
  return html`<section aria-labelledby="campaign-${number}">
<h2 id="campaign-${number}">${headingOf(report)}</h2>
<p class="verdict ${tone}">${sentence}${said}</p>
${notKnown(report)}
${campaignFacts(report, rows, input)}
${todoList(nextSteps(report.state, rows))}
${timelineFigure(report, rows, input, number)}
${imagesTable(rows, number, input.timeZone)}
${tagsTable(tagChanges(report), number)}
</section>
`;
}
