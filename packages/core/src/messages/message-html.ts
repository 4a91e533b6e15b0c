import type { Severity } from '../state/severity.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { oneLine } from '../text/one-line.ts';
import { inMailLines } from './mail-lines.ts';
import { MAIL_TEMPLATE } from './mail-template.ts';
import {
  type Block,
  countOutcomes,
  type MessageDocument,
  OUTCOMES,
  type Outcome,
  type OutcomeRow,
} from './message-document.ts';

/** External text, safe in a mail. */
const safe = (text: string): string => escapeHtml(oneLine(text));

/** One piece of the template with its placeholders filled. What is filled in is HTML, and not processed again. */
function fill(piece: keyof typeof MAIL_TEMPLATE, values: Readonly<Record<string, string>>): string {
  return MAIL_TEMPLATE[piece].replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

const ACCENTS: Readonly<Record<Severity, string>> = { error: '#c0291b', warning: '#b76e00', info: '#18794e' };

interface Tone {
  readonly tone: 'bad' | 'good' | 'flat';
  readonly color: string;
  readonly fill: string;
}
const BAD: Tone = { tone: 'bad', color: '#a8200d', fill: '#fde7e4' };
const GOOD: Tone = { tone: 'good', color: '#14673f', fill: '#def5e8' };
const FLAT: Tone = { tone: 'flat', color: '#46525f', fill: '#e9edf1' };
const TONES: Readonly<Record<Outcome, Tone>> = {
  failed: BAD,
  updated: GOOD,
  skipped: FLAT,
  'in progress': FLAT,
  waiting: FLAT,
};

/** The document as a mail: a complete HTML page without external resources. Every text in it is escaped. */
export function toHtml(document: MessageDocument): string {
  const [first] = document.blocks;
  const page = fill('page', {
    subject: safe(document.subject),
    preview: safe(first?.kind === 'paragraph' ? first.text : document.headline),
    accent: ACCENTS[document.severity],
    headline: safe(document.headline),
    origin: safe(document.origin),
    blocks: document.blocks.map(blockToHtml).join(''),
    footer: 'Sent by an image update campaign. Answering reaches whoever set it up.',
  });
  return inMailLines(page);
}

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return fill('paragraph', { text: safe(block.text) });
    case 'facts': {
      const rows = block.facts.map(([label, value]) =>
        fill('fact', { label: safe(label), value: safe(value) }),
      );
      return fill('facts', { fact: rows.join('') });
    }
    case 'list': {
      const items = block.items.map((item) => fill('item', { text: safe(item) }));
      return fill('list', { title: safe(block.title), tag: 'ol', item: items.join('') });
    }
    case 'outcomes': {
      const counts = countOutcomes(block.rows).map(([outcome, count]) => {
        const { tone, color } = TONES[outcome];
        return fill('count', { tone, color, value: String(count), label: outcome });
      });
      const sorted = OUTCOMES.flatMap((outcome) => block.rows.filter((row) => row.outcome === outcome));
      const table = fill('outcomes', { outcome: sorted.map(rowToHtml).join('') });
      return (counts.length > 1 ? fill('counts', { count: counts.join('') }) : '') + table;
    }
  }
}

function rowToHtml({ image, outcome, reason, successor, took, failedBefore }: OutcomeRow): string {
  const detail = (text: string | undefined) =>
    text === undefined ? '' : fill('detail', { text: safe(text) });
  const before = failedBefore === undefined ? undefined : `Failed before: ${failedBefore.join(', ')}`;
  const becomes = successor === undefined ? undefined : `→ ${successor}`;
  return fill('outcome', {
    ...TONES[outcome],
    image: safe(image),
    outcome,
    details: detail(reason) + detail(becomes) + detail(before),
    took: detail(took),
  });
}
