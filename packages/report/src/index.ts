/** Reports of campaigns as HTML, Markdown and CSV. @module */

export { renderReport } from './render-report.ts';
export type { CampaignReport, ReportFormat, ReportInput } from './report-input.ts';
