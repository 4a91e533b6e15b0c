import type { Pruning } from '@appstream-campaign/core/internal';
import type { CampaignNotes } from './campaign-results.ts';

type PruningNote = NonNullable<CampaignNotes['Pruning']>;

/** What pruning has done, as results carry it; why images stay goes first where there is no room. */
export function toPruningNote(
  { stage, deleted, kept = [], unseen, images, quota }: Pruning,
  detailLength: number,
): PruningNote {
  const cut = (text: string) =>
    text.length <= detailLength ? text : `${text.slice(0, Math.max(0, detailLength - 1))}…`;
  return [
    stage,
    [...deleted],
    kept.map(({ image, detail }): [string, string] => [image, cut(detail)]),
    unseen === undefined ? null : cut(unseen),
    images ?? null,
    quota ?? null,
  ];
}

/** The same, read back. */
export function fromPruningNote([stage, deleted, kept, unseen, images, quota]: PruningNote): Pruning {
  return {
    stage,
    deleted,
    ...(kept.length === 0 ? {} : { kept: kept.map(([image, detail]) => ({ image, detail })) }),
    ...(unseen === null ? {} : { unseen }),
    ...(images === null ? {} : { images }),
    ...(quota === null ? {} : { quota }),
  };
}
