import { withoutControls } from '@appstream-campaign/core/internal';
import type {
  Block,
  MessageDocument,
  Outcome,
  OutcomeRow,
  Severity,
} from '@appstream-campaign/core/messages';

/** Text of a card: a run is shown as it is, while texts elsewhere in a card are read as Markdown. */
interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large' | 'Small';
  readonly isSubtle?: true;
  readonly color?: 'Attention' | 'Warning' | 'Good' | 'Default';
}

interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'Small' | 'None' | 'Medium';
  readonly separator?: true;
}

/** An Adaptive Card as Teams shows it. */
interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  /** Read aloud, and shown where cards are not. */
  readonly fallbackText: string;
  readonly msteams: { readonly width: 'Full' };
  readonly body: readonly RichTextBlock[];
}

/** The body of a request to a Workflows webhook. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    { readonly contentType: 'application/vnd.microsoft.card.adaptive'; readonly content: AdaptiveCard },
  ];
}

/**
 * Most bytes of a message as Teams keeps it: a text in a text, where each quote has a backslash. What is over 28 KiB then
 * is lost without a word, after the webhook has said 202 (https://github.com/MicrosoftDocs/msteams-docs/issues/11274).
 * Teams adds some of its own.
 */
const MOST_TEAMS_BYTES = 27_000;
const LONGEST_LINE = 2000;
/** So that six of them fit into a message, whatever they hold: subject, headline, origin, and the runs of an element. */
const MOST_LINE_BYTES = 4000;

const COLORS: Readonly<Record<Severity, TextRun['color']>> = {
  error: 'Attention',
  warning: 'Warning',
  info: 'Good',
};
const OUTCOME_COLORS: Readonly<Record<Outcome, NonNullable<TextRun['color']>>> = {
  failed: 'Attention',
  updated: 'Good',
  skipped: 'Default',
  'in progress': 'Default',
  waiting: 'Default',
};

/** A document as messages, in as few as the limit allows. Each image is named in one of them. */
export function toTeamsMessages(document: MessageDocument): readonly TeamsMessage[] {
  const elements = document.blocks.flatMap(blockToElements);
  const parts: RichTextBlock[][] = [[]];
  for (const element of elements) {
    const last = parts.at(-1) ?? [];
    // Room is left for the headline's "(12 of 34)".
    const isFull = bytesOf(messageOf(document, [...last, element], ' (99 of 99)')) > MOST_TEAMS_BYTES;
    if (isFull && last.length > 0) parts.push([element]);
    else last.push(element);
  }
  return parts.map((part, index) =>
    messageOf(document, part, parts.length === 1 ? '' : ` (${index + 1} of ${parts.length})`),
  );
}

function messageOf(
  { headline, subject, severity, origin }: MessageDocument,
  elements: readonly RichTextBlock[],
  count: string,
): TeamsMessage {
  const color = COLORS[severity] ?? 'Default';
  const body: readonly RichTextBlock[] = [
    line([{ type: 'TextRun', text: headline + count, size: 'Large', weight: 'Bolder', color }]),
    line([{ type: 'TextRun', text: origin, size: 'Small', isSubtle: true }], 'None'),
    ...elements,
  ];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: plain(subject),
          msteams: { width: 'Full' },
          body,
        },
      },
    ],
  };
}

function blockToElements(block: Block): readonly RichTextBlock[] {
  switch (block.kind) {
    case 'paragraph':
      return [line([{ type: 'TextRun', text: block.text }], 'Medium')];
    case 'facts':
      return block.facts.map(([label, value]) =>
        line(
          [
            { type: 'TextRun', text: `${label}: `, isSubtle: true },
            { type: 'TextRun', text: value },
          ],
          'Small',
        ),
      );
    case 'list':
      return [
        line([{ type: 'TextRun', text: block.title, weight: 'Bolder' }], 'Medium'),
        ...block.items.map((item, index) =>
          line([{ type: 'TextRun', text: `${index + 1}. ${item}` }], 'Small'),
        ),
      ];
    case 'outcomes':
      return block.rows.map(rowToElement);
  }
}

function rowToElement({ image, outcome, successor, reason, took, failedBefore }: OutcomeRow): RichTextBlock {
  const before = failedBefore === undefined ? undefined : `failed before: ${failedBefore.join(', ')}`;
  const details = [successor === undefined ? undefined : `→ ${successor}`, took, reason, before].filter(
    (detail) => detail !== undefined,
  );
  const runs: readonly TextRun[] = [
    { type: 'TextRun', text: `${outcome} `, color: OUTCOME_COLORS[outcome], weight: 'Bolder' },
    { type: 'TextRun', text: image, weight: 'Bolder' },
    ...(details.length === 0
      ? []
      : [{ type: 'TextRun', text: `  ${details.join(', ')}`, isSubtle: true } as const]),
  ];
  return { ...line(runs, 'Small'), separator: true };
}

function line(runs: readonly TextRun[], spacing?: NonNullable<RichTextBlock['spacing']>): RichTextBlock {
  const inlines = runs.map((run) => ({ ...run, text: plain(run.text) }));
  return { type: 'RichTextBlock', inlines, ...(spacing === undefined ? {} : { spacing }) };
}

/** One line, in whole characters, without marks that turn its direction; cut visibly when nobody would read it. */
function plain(text: string): string {
  const clean = withoutControls(text);
  if (clean.length <= LONGEST_LINE && bytesOf(clean) <= MOST_LINE_BYTES) return clean;
  let kept = '';
  let room = MOST_LINE_BYTES - bytesOf('…');
  for (const character of clean) {
    room -= bytesOf(character) - bytesOf('');
    if (room < 0 || kept.length + character.length >= LONGEST_LINE) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Size of a message, or of a text in one, as Teams keeps it. */
function bytesOf(value: TeamsMessage | string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)), 'utf8');
}
