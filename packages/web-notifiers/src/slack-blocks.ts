import type { Block, MessageDocument, Outcome, OutcomeRow } from '@appstream-campaign/core/messages';

/** A block of Slack's Block Kit, of the kinds that are used here. */
export type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: SlackText }
  | { readonly type: 'context'; readonly elements: readonly SlackText[] };

interface SlackText {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Names are not looked at for channels and links. */
  readonly verbatim: true;
}

/** A message for Slack: blocks, and what a notification on a phone shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

// https://docs.slack.dev/reference/block-kit/blocks
const MOST_BLOCKS = 50;
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3000;
// Not documented: a message is refused with msg_blocks_too_long at about 13,200 characters in all its blocks.
const LONGEST_MESSAGE = 12_000;
const LONGEST_TEXT = 3000;

const MARKS: Readonly<Record<Outcome, string>> = {
  failed: '🔴',
  'in progress': '🔵',
  waiting: '⚪',
  updated: '🟢',
  skipped: '⚪',
};

/** Outside texts as Slack's markup has them: only these three characters have a meaning that reaches out. */
export function escapeSlack(text: string): string {
  return plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line, in whole characters, without marks that turn its direction. */
function plain(text: string): string {
  const whole = Buffer.from(text, 'utf8').toString('utf8');
  return whole
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** A name in a box of its own. */
export function code(name: string): string {
  return `\`${escapeSlack(name).replaceAll('`', "'")}\``;
}

/** A document as messages, in as few as Slack's limits allow. Each image is named in one of them. */
export function toSlackMessages(document: MessageDocument): readonly SlackMessage[] {
  const sections = document.blocks.flatMap(blockToSections);
  const parts = pack([...sections, context(escapeSlack(document.origin))]);
  return parts.map((blocks, index) => {
    const count = parts.length === 1 ? '' : ` (${index + 1} of ${parts.length})`;
    return {
      text: cut(escapeSlack(document.subject), LONGEST_TEXT - count.length) + count,
      blocks: [header(document.headline, count), ...blocks],
    };
  });
}

/** A headline. */
export function header(text: string, suffix: string = ''): SlackBlock {
  return {
    type: 'header',
    text: { type: 'plain_text', text: cut(plain(text), LONGEST_HEADER - suffix.length) + suffix },
  };
}

/** Text in Slack's markup, escaped before. */
export function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, LONGEST_SECTION), verbatim: true } };
}

/** Small print in Slack's markup, escaped before. */
export function context(text: string): SlackBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: cut(text, LONGEST_SECTION), verbatim: true }],
  };
}

function blockToSections(block: Block): readonly SlackBlock[] {
  switch (block.kind) {
    case 'paragraph':
      return [section(escapeSlack(block.text))];
    case 'facts':
      return sections(block.facts.map(([label, value]) => `*${escapeSlack(label)}:* ${escapeSlack(value)}`));
    case 'list': {
      const items = block.items.map((item, index) => `${index + 1}. ${escapeSlack(item)}`);
      return sections([`*${escapeSlack(block.title)}*`, ...items]);
    }
    case 'outcomes':
      return sections(block.rows.map(rowToLine));
  }
}

function rowToLine({ image, outcome, successor, reason, took, failedBefore }: OutcomeRow): string {
  const becomes = successor === undefined ? '' : ` → ${code(successor)}`;
  const after = took === undefined ? '' : `, ${escapeSlack(took)}`;
  const why = reason === undefined ? '' : `\n${escapeSlack(reason)}`;
  const before = failedBefore === undefined ? '' : `\nFailed before: ${failedBefore.map(code).join(', ')}`;
  return `${MARKS[outcome]} ${code(image)}${becomes}: ${outcome}${after}${why}${before}`;
}

/** Lines in as few sections as they fit into. A line alone is cut visibly. */
function sections(lines: readonly string[]): readonly SlackBlock[] {
  const texts: string[] = [];
  for (const line of lines.map((one) => cut(one, LONGEST_SECTION))) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= LONGEST_SECTION) {
      texts[texts.length - 1] = `${last}\n${line}`;
    } else {
      texts.push(line);
    }
  }
  return texts.map(section);
}

/** Blocks in as few messages as can carry them, with room for a header in each. */
function pack(blocks: readonly SlackBlock[]): readonly (readonly SlackBlock[])[] {
  const messages: SlackBlock[][] = [];
  let length = 0;
  for (const block of blocks) {
    const last = messages.at(-1);
    length += lengthOf(block);
    if (last === undefined || last.length === MOST_BLOCKS - 1 || length > LONGEST_MESSAGE - LONGEST_HEADER) {
      messages.push([block]);
      length = lengthOf(block);
    } else {
      last.push(block);
    }
  }
  return messages;
}

function lengthOf(block: SlackBlock): number {
  return block.type === 'context'
    ? block.elements.reduce((sum, { text }) => sum + text.length, 0)
    : block.text.text.length;
}

/** Cut visibly, never within a character or an escaped one. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$|&[a-z]{0,3}$/, '');
  return `${kept}…`;
}
