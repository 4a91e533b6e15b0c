import type { KeepReason, PruneDecision, PruneReason, PruneResult } from '@appstream-campaign/core/prune';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { counted, printable } from '../terminal/wording.ts';

/** How many images an account has, and may have. */
export interface ImageQuota {
  readonly used: number;
  readonly value: number;
}

const GOES: Readonly<Record<PruneReason, string>> = {
  superseded: 'superseded',
  failed: 'its update failed',
};
const STAYS: Readonly<Record<KeepReason, string>> = {
  'no-version': 'its tags prove no lineage',
  'only-version': 'the only version of its lineage',
  unseen: 'not everything that may use it was seen',
  'age-unknown': 'its creation time is unknown',
  'keep-tag': 'it has the tag that keeps it',
  'in-progress': 'it is being made or deleted',
  newest: 'the newest version',
  'recent-version': 'among the newest versions',
  'in-use': 'in use',
  'way-back': 'the rollback target',
  shared: 'shared',
  enrolled: 'enrolled: the next campaign updates it',
  'superseded-recently': 'superseded recently',
  'failed-recently': 'its update failed recently',
  'next-pass': 'beyond the limit of this pass: next time',
};

/** What goes and what stays, each image with its reason, and what that makes of the quota. */
export function pruneText(
  { delete: going, keep }: PruneDecision,
  quota: ImageQuota,
  { paint, all }: { readonly paint: Paint; readonly all: boolean },
): string {
  const because = (what: string, detail?: string) =>
    printable(detail === undefined || detail === '' ? what : `${what} (${detail})`);
  const goes = going.map(({ image, reason, detail }) => [
    paint.red('delete'),
    printable(image),
    because(GOES[reason], detail),
  ]);
  // Images outside of lineages are never touched: in an account with many they would hide the others.
  const shown = keep.filter(({ reason }) => all || reason !== 'no-version');
  const stays = shown.map(({ image, reason, detail }) => [
    paint.dim('keep'),
    printable(image),
    paint.dim(because(STAYS[reason], detail)),
  ]);
  const hidden = keep.length - shown.length;
  const after = quota.used - going.length;
  return [
    ...(goes.length + stays.length === 0 ? ['  no versions of lineages'] : [columns([...goes, ...stays])]),
    ...(hidden === 0
      ? []
      : [
          paint.dim(`  and ${counted(hidden, 'image')} outside of lineages, never touched; --all shows them`),
        ]),
    '',
    going.length === 0
      ? `Nothing is to be deleted. The account has ${quota.used} of ${quota.value} images.`
      : `${counted(going.length, 'image')} would be deleted: from ${quota.used} to ${after} of ${quota.value} images. What is deleted can't be recovered.`,
    '',
  ].join('\n');
}

/** What a pass has done. */
export function prunedText({ deleted, failed }: PruneResult, paint: Paint): string {
  const lines = [
    `${counted(deleted.length, 'image')} deleted.`,
    ...failed.map(({ image, reason }) => `  ${paint.red('kept')} ${printable(image)}: ${printable(reason)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The plan and the result for scripts. Who uses an image, say, is for people: reasons are codes. */
export function pruneDocument(plan: PruneDecision, result: PruneResult): object {
  const plain = ({ image, lineage, reason }: PruneDecision['keep' | 'delete'][number]) => ({
    image,
    lineage: lineage ?? null,
    reason,
  });
  const { deleted, failed } = result;
  return { delete: plan.delete.map(plain), keep: plan.keep.map(plain), deleted, failed };
}
