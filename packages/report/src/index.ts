/** Reports of campaigns as HTML, Markdown and CSV, lineages of images as text, Markdown and JSON, and the age of images. @module */

export { type FreshnessFormat, type FreshnessReport, renderFreshness } from './render-freshness.ts';
export { type LineageDetails, type LineageFormat, renderLineage } from './render-lineage.ts';
export { renderReport } from './render-report.ts';
export type { CampaignReport, ReportFormat, ReportInput } from './report-input.ts';
