import type { FleetAge, ImageAge } from '@appstream-campaign/core/planning';
import type { FreshnessReport } from '@appstream-campaign/report';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { counted, printable } from '../terminal/wording.ts';

/** The freshness of one target, and the profile that it was named by. */
export interface TargetFreshness extends FreshnessReport {
  readonly profile?: string;
}

/** Fleets with the age of their images, and the newest images, account by account. */
export function freshnessText(reports: readonly TargetFreshness[], paint: Paint): string {
  return reports.map((report) => reportText(report, paint)).join('\n');
}

function reportText(report: TargetFreshness, paint: Paint): string {
  const { account, region, profile, fleets, newest, unseen } = report;
  const via = profile === undefined ? '' : `, profile ${profile}`;
  const head = (cells: readonly string[]) => cells.map((cell) => paint.dim(cell));
  const ofFleets = fleets.map((one) => [
    ...[printable(one.fleet), printable(one.image), ageText(one, paint), printable(one.agent ?? '-')],
    behindText(one, paint),
  ]);
  const ofImages = newest.map((one) => [
    ...[printable(one.image), ageText(one, paint), printable(one.agent ?? '-')],
  ]);
  const tooOld = [...fleets, ...newest].filter((one) => one.tooOld).length;
  return [
    `${paint.bold(`Account ${account}, ${region}`)}${via}`,
    '',
    ...(ofFleets.length === 0
      ? ['  no fleets']
      : [columns([head(['fleet', 'image', 'age', 'agent', 'behind']), ...ofFleets])]),
    '',
    ...(ofImages.length === 0
      ? ['  no images of lineages, none enrolled, none in use']
      : [columns([head(['newest image', 'age', 'agent']), ...ofImages])]),
    '',
    ...unseen.map(({ detail }) => `Fleets were not seen: ${printable(detail)}`),
    summary(fleets, tooOld),
    '',
  ].join('\n');
}

function ageText({ ageDays, tooOld }: ImageAge, paint: Paint): string {
  if (ageDays === undefined) return paint.dim('not known');
  const text = counted(ageDays, 'day');
  return tooOld ? paint.red(`${text}, too old`) : text;
}

function behindText({ versionsBehind, daysBehind, newest = '' }: FleetAge, paint: Paint): string {
  if (versionsBehind === 0) return paint.dim('-');
  const days = daysBehind === undefined ? '' : `, ${counted(daysBehind, 'day')}`;
  return paint.yellow(`${counted(versionsBehind, 'version')}${days}: ${printable(newest)}`);
}

function summary(fleets: readonly FleetAge[], tooOld: number): string {
  const behind = fleets.filter(({ versionsBehind }) => versionsBehind > 0).length;
  const old = tooOld === 0 ? '' : ` ${tooOld} of all that is listed ${tooOld === 1 ? 'is' : 'are'} too old.`;
  return `${behind} of ${counted(fleets.length, 'fleet')} ${behind === 1 ? 'is' : 'are'} behind the newest version.${old}`;
}
