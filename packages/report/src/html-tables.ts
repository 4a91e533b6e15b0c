import { html, type Markup } from './markup.ts';
import type { NextSteps } from './next-steps.ts';
import type { ReportRow } from './report-rows.ts';
import { lengthInWords, STATUS_WORDS } from './report-summary.ts';
import { byImage, type TagDifference } from './tag-changes.ts';
import { counted, inWords } from './words.ts';

/** What needs somebody; nothing when nothing failed and the campaign was not held up. */
export function todoList(groups: readonly NextSteps[]): Markup | undefined {
  if (groups.length === 0) return undefined;
  return html`<h3>What to do next</h3>
${groups.map(
  ({ heading, rows, advice }) => html`<article class="card todo">
<h4>${heading}</h4>
${rows.length === 0 ? undefined : html`<ul>${rows.map(failedImage)}</ul>`}
${advice.length === 0 ? undefined : html`<ol>${advice.map((step) => html`<li>${step}</li>`)}</ol>`}
</article>
`,
)}`;
}

function failedImage({ image, detail, said }: ReportRow): Markup {
  return html`<li><code>${image}</code>${detail === undefined ? undefined : html`. ${said}: <q>${detail}</q>`}</li>`;
}

/** Every image, in one table. */
export function imagesTable(rows: readonly ReportRow[], number: number, timeZone: string): Markup {
  if (rows.length === 0) return html`<h3 id="images-${number}">Images</h3><p>There are none.</p>`;
  return html`<h3 id="images-${number}" class="fresh">Images</h3>
<div class="card scroll" role="region" aria-labelledby="images-${number} campaign-${number}" tabindex="0">
<table>
<caption>${counted(rows.length, 'image')}, by name. Times are in ${timeZone}; a slot is one of the concurrent updates.</caption>
<thead><tr><th scope="col">Image</th><th scope="col">Outcome</th><th scope="col">Successor or reason</th><th scope="col" class="number">Slot</th><th scope="col">Started</th><th scope="col">Ended</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${rows.map((row) => imageRow(row, timeZone))}</tbody>
</table>
</div>`;
}

function imageRow(row: ReportRow, timeZone: string): Markup {
  const { image, status, slot, startedAt, endedAt } = row;
  const took = lengthInWords(row);
  return html`<tr><th scope="row"><code>${image}</code></th><td><span class="status ${status}">${STATUS_WORDS[status]}</span></td><td class="why">${result(row)}</td><td class="number">${slot}</td><td class="time">${time(startedAt, timeZone)}</td><td class="time">${time(endedAt, timeZone)}</td><td class="number">${took}</td></tr>
`;
}

function result({ successor, failedSuccessors, reason, detail }: ReportRow): Markup {
  const name = successor === undefined ? undefined : html`<code>${successor}</code>`;
  const tries = failedSuccessors.map((failed) => html`<br>Tried before, and failed: <code>${failed}</code>`);
  if (reason === undefined) return html`${name}${tries}`;
  const said = detail === undefined ? undefined : html`: <q>${detail}</q>`;
  return html`${reason}${said}${name === undefined ? undefined : html`<br>Successor: ${name}`}${tries}`;
}

function time(instant: string | undefined, timeZone: string): Markup | undefined {
  return instant === undefined
    ? undefined
    : html`<time datetime="${new Date(instant).toISOString()}">${inWords(instant, timeZone)}</time>`;
}

/** Which tags the campaign's time has changed, image by image; nothing when none did, or nobody looked. */
export function tagsTable(changes: readonly TagDifference[], number: number): Markup | undefined {
  if (changes.length === 0) return undefined;
  const images = byImage(changes);
  return html`<h3 id="tags-${number}" class="fresh">Tags before and after</h3>
<div class="card scroll" role="region" aria-labelledby="tags-${number} campaign-${number}" tabindex="0">
<table>
<caption>${counted(changes.length, 'tag')} of ${counted(images.length, 'image')} changed. Tags that are as they were are not listed.</caption>
<thead><tr><th scope="col">Image</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>
${images.map(
  ([
    image,
    own,
  ]) => html`<tr><th scope="row"><code>${image}</code></th><td>${tagList(own, 'before')}</td><td>${tagList(own, 'after')}</td></tr>
`,
)}</tbody>
</table>
</div>`;
}

function tagList(changes: readonly TagDifference[], side: 'before' | 'after'): Markup {
  const there = changes.filter((change) => change[side] !== undefined);
  if (there.length === 0) return html`<span class="soft">none of these</span>`;
  return html`<ul class="tags">${there.map((change) => html`<li><code>${change.key}=${change[side]}</code></li>`)}</ul>`;
}
