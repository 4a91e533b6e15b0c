import { InvalidOptionsError } from '@appstream-campaign/core';
import { isInstant } from '@appstream-campaign/core/internal';
import { readTimeZone } from '@appstream-campaign/core/messages';
import { csvReport } from './csv-report.ts';
import { htmlReport } from './html-report.ts';
import { markdownReport } from './markdown-report.ts';
import { DEFAULT_TITLE, type FullInput, type ReportFormat, type ReportInput } from './report-input.ts';

const FORMATS: Readonly<Record<ReportFormat, (input: FullInput) => string>> = {
  html: htmlReport,
  markdown: markdownReport,
  csv: csvReport,
};

/**
 * Campaigns as one document.
 *
 * - `html`: one page that needs nothing else, neither network nor scripts; light, dark and on paper.
 * - `markdown`: for a ticket or a wiki, in GitHub's dialect.
 * - `csv`: one line an image, for a spreadsheet.
 *
 * Pure: the same input always gives the same text. Everything from outside is escaped for the form. Every image of
 * every campaign is in every form.
 *
 * @example
 * ```ts
 * const page = renderReport({ at: new Date().toISOString(), campaigns: [{ state, region: 'eu-west-1' }] }, 'html');
 * ```
 * @throws InvalidOptionsError for an unknown form, no campaign, an `at` that is no instant, or an unknown time zone
 */
export function renderReport(input: ReportInput, format: ReportFormat): string {
  if (!Object.hasOwn(FORMATS, format)) {
    throw new InvalidOptionsError(
      `Report format is ${JSON.stringify(format)}; expected ${Object.keys(FORMATS).join(', ')}.`,
    );
  }
  if (!isInstant(input.at)) {
    throw new InvalidOptionsError(
      `Report option at is ${JSON.stringify(input.at)}; expected an instant such as 2026-11-23T08:00:00Z.`,
    );
  }
  if (input.campaigns.length === 0) {
    throw new InvalidOptionsError('Report option campaigns is empty; give at least one campaign.');
  }
  const timeZone = readTimeZone('Report', input.timeZone);
  return FORMATS[format]({ ...input, title: input.title ?? DEFAULT_TITLE, timeZone });
}
