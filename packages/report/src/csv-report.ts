import { stringify } from 'csv-stringify/sync';
import { lastMoment, type ReportInput } from './report-input.ts';
import { reportRows } from './report-rows.ts';
import { tagChanges } from './tag-changes.ts';

const COLUMNS = [
  'campaign',
  'account',
  'region',
  'image',
  'outcome',
  'successor',
  'failed successors',
  'slot',
  'started',
  'ended',
  'minutes',
  'reason',
  'detail',
  'tag changes',
] as const;

/**
 * One line an image, with a header, as RFC 4180 has it (CRLF, quotes doubled). A cell that a spreadsheet would run as a
 * formula starts with `'` instead: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvReport({ campaigns, at }: ReportInput): string {
  const records = campaigns.flatMap((report) => {
    const changes = tagChanges(report);
    return reportRows(report, lastMoment(report, at)).map((row) => [
      report.state.id,
      report.account ?? '',
      report.region ?? '',
      row.image,
      row.status,
      row.successor ?? '',
      row.failedSuccessors.join('; '),
      row.slot ?? '',
      row.startedAt ?? '',
      row.endedAt ?? '',
      row.minutes === undefined ? '' : Math.round(row.minutes),
      row.reason ?? '',
      row.detail ?? '',
      changes
        .filter(({ image }) => image === row.image || image === row.successor)
        .map((change) => `${change.image}: ${change.key}: ${change.before ?? ''} -> ${change.after ?? ''}`)
        .join('; '),
    ]);
  });
  return stringify([[...COLUMNS], ...records], { record_delimiter: 'windows', escape_formulas: true });
}
