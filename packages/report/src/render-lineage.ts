import { InvalidOptionsError } from '@appstream-campaign/core';
import { localTime, oneLine, readTimeZone } from '@appstream-campaign/core/messages';
import {
  type ImageVersion,
  type LineageTree,
  type UnseenPart,
  versionsOf,
} from '@appstream-campaign/core/planning';
import { type LineageLine, lineageLines, standing, tagsInWords, useInWords } from './lineage-lines.ts';
import { code, table } from './markdown-text.ts';
import { counted } from './words.ts';

/** The forms of lineages. */
export type LineageFormat = 'text' | 'markdown' | 'json';

/** More about the lineages. */
export interface LineageDetails {
  /** What the inventory could not see: it is said below the lineages. @defaultValue nothing */
  readonly unseen?: readonly UnseenPart[];
  /** Zone of the dates, as the IANA database has it; JSON has UTC. @defaultValue `UTC` */
  readonly timeZone?: string;
}

const FORMATS: Readonly<
  Record<
    LineageFormat,
    (trees: readonly LineageTree[], unseen: readonly UnseenPart[], timeZone: string) => string
  >
> = { text: lineageText, markdown: lineageMarkdown, json: lineageJson };

/**
 * Lineages as a tree for a terminal, as Markdown for a ticket, or as JSON for a program: each version with its date,
 * its tags, who uses it, and whether anything would be lost with it. Pure; texts from outside are made harmless.
 *
 * @example
 * ```ts
 * const inventory = await readInventory({ client });
 * console.log(renderLineage(lineageTrees(inventory), 'text', { unseen: inventory.unseen }));
 * ```
 * @throws InvalidOptionsError for an unknown form
 */
export function renderLineage(
  trees: readonly LineageTree[],
  format: LineageFormat,
  { unseen = [], timeZone }: LineageDetails = {},
): string {
  if (!Object.hasOwn(FORMATS, format)) {
    throw new InvalidOptionsError(
      `Lineage format is ${JSON.stringify(format)}; expected ${Object.keys(FORMATS).join(', ')}.`,
    );
  }
  return FORMATS[format](trees, unseen, readTimeZone('Lineage', timeZone));
}

const dayOf = ({ image: { createdAt } }: ImageVersion, timeZone: string) =>
  createdAt === undefined ? '' : localTime(createdAt, timeZone).day;

function lineageText(trees: readonly LineageTree[], unseen: readonly UnseenPart[], timeZone: string): string {
  const parts = trees.map((tree) =>
    [oneLine(tree.name), ...textLines(lineageLines(tree), timeZone)].join('\n'),
  );
  return `${[...parts, ...notes(trees, unseen)].join('\n\n')}\n`;
}

function textLines(lines: readonly LineageLine[], timeZone: string): readonly string[] {
  const branches = branchesOf(lines);
  const names = lines.map(
    ({ version }, index) => `${branches[index]?.knot ?? ''}${oneLine(version.image.name)}`,
  );
  const width = Math.max(...names.map(({ length }) => length));
  return lines.flatMap((line, index) => {
    const { version } = line;
    const about = [
      dayOf(version, timeZone).padEnd(10),
      standing(line),
      ...(line.from === undefined ? [] : [madeFrom(line)]),
      useInWords(version),
      ...(version.removable === undefined ? [] : ['could be deleted']),
    ];
    const first = `${names[index]?.padEnd(width) ?? ''}  ${about[0]}  ${about.slice(1).join('; ')}`;
    const tags = tagsInWords(version);
    return tags.length === 0 ? [first] : [first, `${branches[index]?.below ?? ''}   ${tags.join('  ')}`];
  });
}

/** The lines that lead to each version, and those that pass by below it. */
function branchesOf(
  lines: readonly LineageLine[],
): readonly { readonly knot: string; readonly below: string }[] {
  const open: boolean[] = [];
  return lines.map(({ depth, last }) => {
    const above = Array.from({ length: depth }, (_, level) => (open[level] ? '│  ' : '   ')).join('');
    open[depth] = !last;
    return { knot: `${above}${last ? '└─ ' : '├─ '}`, below: `${above}${last ? '   ' : '│  '}` };
  });
}

function madeFrom({ from = '', version }: LineageLine): string {
  return `from ${oneLine(from)}${version.deletedSource === from ? ', which is deleted' : ''}`;
}

function lineageMarkdown(
  trees: readonly LineageTree[],
  unseen: readonly UnseenPart[],
  timeZone: string,
): string {
  const columns = ['Version', 'Made from', 'Created', 'Standing', 'Use', 'Could be deleted', 'Tags'];
  const parts = trees.map((tree) => {
    const lines = lineageLines(tree);
    const sources = new Map(
      lines.flatMap(({ version }) => version.successors.map((next) => [next.image.name, version.image.name])),
    );
    const rows = lines.map((line) => {
      const { version } = line;
      return [
        code(oneLine(version.image.name)),
        code(oneLine(sources.get(version.image.name) ?? version.deletedSource ?? '')),
        dayOf(version, timeZone),
        code(standing(line)),
        code(useInWords(version)),
        version.removable === undefined ? '' : 'yes',
        tagsInWords(version).map(code).join(' '),
      ];
    });
    return `### ${code(oneLine(tree.name))}\n\n${table(columns, rows)}`;
  });
  return `${['## Lineages', ...parts, ...notes(trees, unseen, code)].join('\n\n')}\n`;
}

/** What stands below: how much could go, and what could not be seen. */
function notes(
  trees: readonly LineageTree[],
  unseen: readonly UnseenPart[],
  quote: (text: string) => string = (text) => text,
): readonly string[] {
  const versions = versionsOf(trees);
  const removable = versions.filter((version) => version.removable !== undefined).length;
  const shared = versions.some(({ shares }) => shares.length > 0);
  const count = `${counted(versions.length, 'version')} of ${counted(trees.length, 'image')}.`;
  const advice =
    removable === 0
      ? 'None could be deleted without a second look.'
      : `${removable} could be deleted by the rules of pruning. A deleted image can't be brought back.`;
  return [
    `${count} ${trees.length === 0 ? '' : advice}`.trim(),
    ...(shared ? ['Fleets of other accounts can not be seen from here: ask those accounts first.'] : []),
    ...unseen.map(({ what, image, detail }) => {
      const about = image === undefined ? '' : ` of ${quote(oneLine(image))}`;
      return `Not seen: ${what.replace('-', ' ')}${about}: ${quote(oneLine(detail))}`;
    }),
  ];
}

function lineageJson(trees: readonly LineageTree[], unseen: readonly UnseenPart[]): string {
  const plain = (version: ImageVersion): object => {
    const { image, successors, supersededBy, use, users, shares, removable, deletedSource } = version;
    const { name, id, state, createdAt, platform, tags } = image;
    return {
      ...{ name, id, state, createdAt, platform, tags },
      ...{ supersededBy, use, users, shares, removable, deletedSource },
      successors: successors.map(plain),
    };
  };
  const lineages = trees.map(({ name, roots }) => ({ name, versions: roots.map(plain) }));
  return `${JSON.stringify({ lineages, unseen }, null, 2)}\n`;
}
