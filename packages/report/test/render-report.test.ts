import { newCampaign } from '@appstream-campaign/core';
import { renderReport } from '@appstream-campaign/report';
import { expect, test } from 'vitest';

const AT = '2026-11-23T20:00:00.000Z';

test('a campaign without images is told in every form', () => {
  const input = { at: AT, campaigns: [{ state: newCampaign('night', AT) }] };
  expect(renderReport(input, 'html')).toContain('Not started yet.');
  expect(renderReport(input, 'markdown')).toContain('Not started yet.');
  expect(renderReport(input, 'csv')).toMatch(/^campaign,account,region,image,outcome,[^\r]*\r\n$/);
});
