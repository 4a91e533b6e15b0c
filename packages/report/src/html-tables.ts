import { html, type Markup } from './markup.ts';
import type { ReportRow } from './report-rows.ts';
import { STATUS_WORDS } from './report-summary.ts';
import type { TagDifference } from './tag-changes.ts';
import { counted, durationInWords, inWords } from './words.ts';

/** What needs somebody, first; nothing when nothing failed. */
export function todoList(rows: readonly ReportRow[]): Markup | undefined {
  const failed = rows.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return undefined;
  return html`<h3>What to do next</h3>
${failed.map(
  ({ image, reason, detail, advice }) => html`<article class="card todo">
<h4><code>${image}</code></h4>
<p>Failed: ${reason}.${detail === undefined ? undefined : html` AppStream says: <q>${detail}</q>`}</p>
<ol>${advice.map((step) => html`<li>${step}</li>`)}</ol>
</article>
`,
)}`;
}

/** Every image, in one table. */
export function imagesTable(rows: readonly ReportRow[], number: number): Markup {
  if (rows.length === 0) return html`<h3 id="images-${number}">Images</h3><p>There are none.</p>`;
  return html`<h3 id="images-${number}">Images</h3>
<div class="card scroll" role="region" aria-labelledby="images-${number}" tabindex="0">
<table>
<caption>${counted(rows.length, 'image')}, by name. Times are UTC; a slot is one of the concurrent updates.</caption>
<thead><tr><th scope="col">Image</th><th scope="col">Outcome</th><th scope="col">Successor</th><th scope="col" class="number">Slot</th><th scope="col">Started</th><th scope="col">Ended</th><th scope="col" class="number">Took</th><th scope="col">Why</th></tr></thead>
<tbody>
${rows.map(imageRow)}</tbody>
</table>
</div>`;
}

function imageRow(row: ReportRow): Markup {
  const { image, status, successor, slot, startedAt, endedAt, minutes, reason, detail } = row;
  const why =
    reason === undefined
      ? undefined
      : html`${reason}${detail === undefined ? undefined : html`: <q>${detail}</q>`}`;
  return html`<tr><th scope="row"><code>${image}</code></th><td><span class="status ${status}">${STATUS_WORDS[status]}</span></td><td class="name">${successor === undefined ? '' : html`<code>${successor}</code>`}</td><td class="number">${slot}</td><td class="time">${time(startedAt)}</td><td class="time">${time(endedAt)}</td><td class="number">${minutes === undefined ? '' : durationInWords(minutes)}</td><td class="why">${why}</td></tr>
`;
}

function time(instant: string | undefined): Markup | undefined {
  return instant === undefined
    ? undefined
    : html`<time datetime="${new Date(instant).toISOString()}">${inWords(instant)}</time>`;
}

/** Which tags the campaign's time has changed; nothing when none did, or nobody looked. */
export function tagsTable(changes: readonly TagDifference[], number: number): Markup | undefined {
  if (changes.length === 0) return undefined;
  const value = (text: string | undefined) =>
    text === undefined ? html`<span class="soft">none</span>` : html`<code>${text}</code>`;
  return html`<h3 id="tags-${number}">Tags before and after</h3>
<div class="card scroll" role="region" aria-labelledby="tags-${number}" tabindex="0">
<table>
<caption>${counted(changes.length, 'tag')} changed; all others are as they were.</caption>
<thead><tr><th scope="col">Image</th><th scope="col">Tag</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
${changes.map(
  ({ image, key, before, after }) =>
    html`<tr><th scope="row"><code>${image}</code></th><td><code>${key}</code></td><td>${value(before)}</td><td>${value(after)}</td></tr>
`,
)}</tbody>
</table>
</div>`;
}
