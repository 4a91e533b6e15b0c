import Table from 'cli-table3';

const LINES = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
];
const NO_LINES = Object.fromEntries(LINES.map((part) => [part, '']));

/**
 * Columns without lines, indented by two. Long cells wrap at words.
 *
 * @param rows cells, which may be coloured
 * @param widths of the columns, each with the space to the next; by default as wide as it takes
 */
export function columns(rows: readonly (readonly string[])[], widths: readonly number[] = []): string {
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colWidths: [...widths],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}
