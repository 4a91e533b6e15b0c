/** Reports of campaigns as HTML, Markdown and CSV, and lineages of images as text, Markdown and JSON. @module */

export { type LineageDetails, type LineageFormat, renderLineage } from './render-lineage.ts';
export { renderReport } from './render-report.ts';
export type { CampaignReport, ReportFormat, ReportInput } from './report-input.ts';
