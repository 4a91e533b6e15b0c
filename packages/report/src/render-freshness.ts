import { InvalidOptionsError } from '@appstream-campaign/core';
import { oneLine } from '@appstream-campaign/core/messages';
import type { FleetAge, Freshness, ImageAge } from '@appstream-campaign/core/planning';
import { htmlPage } from './html-page.ts';
import { code, table } from './markdown-text.ts';
import { html, type Markup } from './markup.ts';
import { counted } from './words.ts';

/** The freshness of one account in one Region. */
export interface FreshnessReport extends Freshness {
  readonly account: string;
  readonly region: string;
}

/** The forms of a report of freshness. */
export type FreshnessFormat = 'markdown' | 'html';

const FORMATS: Readonly<Record<FreshnessFormat, (reports: readonly FreshnessReport[]) => string>> = {
  markdown: freshnessMarkdown,
  html: freshnessHtml,
};

/**
 * How old the images of fleets are, as Markdown for a ticket or as one page that needs nothing else. Pure; texts from
 * outside are made harmless.
 * @throws InvalidOptionsError for an unknown form
 */
export function renderFreshness(reports: readonly FreshnessReport[], format: FreshnessFormat): string {
  if (Object.hasOwn(FORMATS, format)) return FORMATS[format](reports);
  throw new InvalidOptionsError(
    `Freshness format is ${JSON.stringify(format)}; expected ${Object.keys(FORMATS).join(', ')}.`,
  );
}

const FLEET_COLUMNS = ['Fleet', 'Image', 'Age', 'Agent', 'Behind', 'Newest'];
const IMAGE_COLUMNS = ['Newest image', 'Age', 'Agent'];

const ageText = ({ ageDays, tooOld }: ImageAge) =>
  ageDays === undefined ? 'not known' : `${counted(ageDays, 'day')}${tooOld ? ', too old' : ''}`;

function behindText({ versionsBehind, daysBehind }: FleetAge): string {
  if (versionsBehind === 0) return '';
  const days = daysBehind === undefined ? '' : `, ${counted(daysBehind, 'day')}`;
  return `${counted(versionsBehind, 'version')}${days}`;
}

function summary({ fleets, newest, maxAgeDays }: FreshnessReport): string {
  const behind = fleets.filter(({ versionsBehind }) => versionsBehind > 0).length;
  const old = [...fleets, ...newest].filter(({ tooOld }) => tooOld).length;
  const limit =
    maxAgeDays === undefined ? '' : ` ${old} of all are older than ${counted(maxAgeDays, 'day')}.`;
  return `${counted(fleets.length, 'fleet')}, ${behind} behind the newest version.${limit}`;
}

function freshnessMarkdown(reports: readonly FreshnessReport[]): string {
  const name = (text: string | undefined) => code(oneLine(text ?? ''));
  const parts = reports.map((report) => {
    const fleets = report.fleets.map((one) => [
      ...[name(one.fleet), name(one.image), ageText(one), name(one.agent)],
      ...[behindText(one), name(one.newest)],
    ]);
    const images = report.newest.map((one) => [name(one.image), ageText(one), name(one.agent)]);
    return [
      `# Freshness of account ${oneLine(report.account)}, ${oneLine(report.region)}`,
      `${report.at.slice(0, 10)}: ${summary(report)}`,
      ...report.unseen.map(({ detail }) => `Fleets were not seen: ${code(oneLine(detail))}`),
      table(FLEET_COLUMNS, fleets),
      table(IMAGE_COLUMNS, images),
    ].join('\n\n');
  });
  return `${parts.join('\n\n')}\n`;
}

function freshnessHtml(reports: readonly FreshnessReport[]): string {
  return htmlPage({
    title: 'Freshness of images',
    header: html`<header class="top"><h1>Freshness of images</h1></header>`,
    main: html`${reports.map((report, index) => section(report, index + 1))}`,
    madeBy: 'Made by AppStream update campaigns',
  });
}

function section(report: FreshnessReport, number: number): Markup {
  const isGood = [...report.fleets, ...report.newest].every(({ tooOld }) => !tooOld);
  const fleets = report.fleets.map((one) => [
    ...[html`<code>${one.fleet}</code>`, html`<code>${one.image}</code>`, age(one), html`${one.agent}`],
    ...[html`${behindText(one)}`, one.newest === undefined ? html`` : html`<code>${one.newest}</code>`],
  ]);
  const images = report.newest.map((one) => [html`<code>${one.image}</code>`, age(one), html`${one.agent}`]);
  return html`<section aria-labelledby="account-${number}">
<h2 id="account-${number}">Account ${oneLine(report.account)} <span class="soft">${oneLine(report.region)}, ${report.at.slice(0, 10)}</span></h2>
<p class="verdict ${isGood ? 'good' : 'bad'}">${summary(report)}</p>
${report.unseen.map(({ detail }) => html`<p>Fleets were not seen: <q>${detail}</q></p>`)}
${rows('Fleets', FLEET_COLUMNS, fleets)}
${rows('Newest images', IMAGE_COLUMNS, images)}
</section>
`;
}

const age = (one: ImageAge) =>
  one.tooOld ? html`<span class="status failed">${ageText(one)}</span>` : html`${ageText(one)}`;

function rows(title: string, columns: readonly string[], lines: readonly (readonly Markup[])[]): Markup {
  return html`<h3>${title}</h3>
<div class="card scroll" role="region" aria-label="${title}" tabindex="0">
<table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${lines.map(
  ([
    first,
    ...cells
  ]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody>
</table>
</div>`;
}
