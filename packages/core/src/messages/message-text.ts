import { oneLine } from '../text/one-line.ts';
import { type Block, type MessageDocument, OUTCOMES, type OutcomeRow } from './message-document.ts';

/** The document as plain text. */
export function toText(document: MessageDocument): string {
  const blocks = document.blocks.flatMap(blockToText);
  return `${[...blocks, oneLine(document.origin)].join('\n\n')}\n`;
}

function blockToText(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [oneLine(block.text)];
    case 'facts': {
      const width = Math.max(...block.facts.map(([label]) => label.length)) + 2;
      return [
        block.facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${oneLine(value)}`).join('\n'),
      ];
    }
    case 'list': {
      const items = block.items.map((item, index) => `  ${index + 1}. ${oneLine(item)}`);
      return [[oneLine(block.title), ...items].join('\n')];
    }
    case 'outcomes':
      return OUTCOMES.flatMap((outcome) => {
        const rows = block.rows.filter((row) => row.outcome === outcome);
        const title = `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)} (${rows.length})`;
        return rows.length === 0 ? [] : [[title, ...rows.map(rowToText)].join('\n')];
      });
  }
}

/** Columns would not line up in a proportional font, so each row is a short paragraph. */
function rowToText({ image, reason, successor, took, failedBefore }: OutcomeRow): string {
  const details: readonly (readonly [string, string | undefined])[] = [
    ['Reason', reason],
    ['Successor', successor],
    ['Took', took],
    ['Failed before', failedBefore?.join(', ')],
  ];
  const lines = details.flatMap(([label, value]) =>
    value === undefined ? [] : [`      ${label}: ${oneLine(value)}`],
  );
  return [`  - ${oneLine(image)}`, ...lines].join('\n');
}
