import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Every Markdown file of the checkout that people write, by its path. API reports are written by a tool. */
export const pages: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((page) => page !== '' && !page.startsWith('etc/') && existsSync(join(root, page)));

export const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** A block of code in a page. */
export interface Block {
  readonly page: string;
  /** The line of its first fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** The comments right above it: what readers do not see, and tests do. */
  readonly markers: readonly string[];
  /** False when the page ends inside it. */
  readonly closed: boolean;
}

/** The blocks of code of a page, as GitHub sees them, those in lists included. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: (Omit<Block, 'code' | 'closed'> & { fence: string; indent: number; lines: string[] }) | undefined;
  let comment: string[] | undefined;
  let markers: string[] = [];
  const end = (closed: boolean) => {
    if (open === undefined) return;
    const { fence: _, indent: __, lines, ...block } = open;
    blocks.push({ ...block, code: lines.map((line) => `${line}\n`).join(''), closed });
    open = undefined;
  };
  for (const [index, line] of read(page).split('\n').entries()) {
    const [, spaces = '', fence, info = ''] = /^( *)(`{3,}|~{3,})\s*(.*)$/.exec(line) ?? [];
    if (open !== undefined) {
      if (fence?.startsWith(open.fence) && info === '') end(true);
      else open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
    } else if (comment !== undefined || line.trimStart().startsWith('<!--')) {
      comment = [...(comment ?? []), line];
      if (!line.includes('-->')) continue;
      markers.push(
        comment
          .join('\n')
          .trim()
          .replace(/^<!--\s*/, '')
          .replace(/\s*-->$/, ''),
      );
      comment = undefined;
    } else {
      if (fence !== undefined) {
        open = { page, line: index + 1, language: info, markers, fence, indent: spaces.length, lines: [] };
      }
      markers = [];
    }
  }
  end(false);
  return blocks;
}

/** What a marker such as `<!-- file: … -->` says above a block; undefined without one. */
export function marked(block: Block, name: string): string | undefined {
  const marker = block.markers.find((text) => text === name || text.startsWith(`${name}:`));
  return marker?.slice(name.length).replace(/^:\s*/, '');
}
