import { oneLine } from '@appstream-campaign/core/messages';
import type { ImageVersion, LineageTree } from '@appstream-campaign/core/planning';
import { counted } from './words.ts';

/** One version on its line of a lineage. */
export interface LineageLine {
  readonly version: ImageVersion;
  /** How often the lineage has forked above this line. A chain of versions stays at one depth. */
  readonly depth: number;
  /** The version that it was made from, when that is not the one on the line before. */
  readonly from?: string;
  /** Whether no line of this depth or less follows before the lineage ends or goes back. */
  readonly last: boolean;
}

/** The versions of a lineage line by line, each after the one that it was made from. */
export function lineageLines({ roots }: LineageTree): readonly LineageLine[] {
  const lines: Omit<LineageLine, 'last'>[] = [];
  const add = (version: ImageVersion, depth: number, source: string | undefined): void => {
    const before = lines.at(-1)?.version.image.name;
    const origin = source ?? version.deletedSource;
    lines.push({ version, depth, ...(origin === undefined || origin === before ? {} : { from: origin }) });
    const deeper = version.successors.length > 1 ? depth + 1 : depth;
    for (const successor of version.successors) add(successor, deeper, version.image.name);
  };
  for (const root of roots) add(root, 0, undefined);
  return lines.map((line, index) => ({ ...line, last: isLast(lines, index) }));
}

function isLast(lines: readonly { readonly depth: number }[], index: number): boolean {
  const depth = lines[index]?.depth ?? 0;
  const next = lines.slice(index + 1).find((line) => line.depth <= depth);
  return next === undefined || next.depth < depth;
}

/** Whether there is a newer version. */
export function standing({ version }: LineageLine): string {
  const { condition, state } = version.image;
  if (condition === 'failed') return 'failed';
  if (condition !== 'available') return oneLine(state).toLowerCase();
  return version.supersededBy === undefined ? 'newest' : `superseded by ${oneLine(version.supersededBy)}`;
}

/** Who refers to a version, in words. */
export function useInWords({ use, users, shares }: ImageVersion): string {
  const names = users.map(({ kind, name, state }) => {
    return `${kind === 'fleet' ? 'fleet' : 'image builder'} ${oneLine(name)} (${oneLine(state)})`;
  });
  const parts = [
    ...(names.length === 0 ? [] : [`used by ${names.join(', ')}`]),
    ...(shares.length === 0
      ? []
      : [
          `shared with ${counted(shares.length, 'account')} (${shares.map(({ account }) => oneLine(account)).join(', ')})`,
        ]),
  ];
  if (parts.length > 0) return parts.join('; ');
  return use === 'unused' ? 'unused' : 'not known who uses it';
}

/** Its tags as people write them, but for those of AWS. */
export function tagsInWords({ image }: ImageVersion): readonly string[] {
  return Object.entries(image.tags ?? {})
    .filter(([key]) => !key.toLowerCase().startsWith('aws:'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${oneLine(key)}=${oneLine(value)}`);
}
