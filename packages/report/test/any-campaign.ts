import type { CampaignImage } from '@appstream-campaign/core';
import { newCampaign, plusMinutes, REASON_CODES } from '@appstream-campaign/core/internal';
import { oneLine } from '@appstream-campaign/core/messages';
import type { CampaignReport } from '@appstream-campaign/report';
import fc from 'fast-check';
import { NIGHT } from './sample-campaigns.ts';

/** Names and texts that somebody might hope to be run, read as markup or as a formula, or to break a table. */
const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><style>*{}',
  '</svg><a href="javascript:alert(1)">x</a>',
  ']]><!--',
  '&lt;b&gt;',
  '=HYPERLINK("http://example.com")',
  '+1+1',
  '-2',
  '@SUM(A1)',
  '\t=1',
  'a|b`c\\d',
  '`` ` ``',
  '[link](http://example.com) ![x](y)',
  '# heading\n- item',
  '@somebody #1 https://example.com',
  'a,b;"c"\r\nd',
  '\u202e\u0007x',
  'x'.repeat(101),
];

/** A text from outside. */
export const outside: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/),
);

const reason = fc.record(
  { code: fc.constantFrom(...REASON_CODES), detail: outside },
  { requiredKeys: ['code'] },
);
const minutes = fc.integer({ min: 0, max: 3000 });

const image: fc.Arbitrary<CampaignImage> = fc
  .record({ source: outside, successor: outside, from: minutes, length: minutes, reason })
  .chain(({ source, successor, from, length, reason: why }) => {
    const startedAt = plusMinutes(NIGHT, from);
    const endedAt = plusMinutes(startedAt, length);
    return fc.constantFrom<CampaignImage>(
      { status: 'waiting', source, failedSuccessors: [successor] },
      { status: 'updating', source, successor, startedAt, sourceTagged: true },
      { status: 'updated', source, successor, startedAt, endedAt, failedSuccessors: [source, successor] },
      { status: 'updated', source, successor },
      { status: 'failed', source, successor, startedAt, endedAt, reason: why },
      { status: 'failed', source, endedAt, reason: why },
      { status: 'skipped', source, endedAt, reason: why },
    );
  });

/** A campaign of any images, with names and texts from outside everywhere. */
export const anyReport: fc.Arbitrary<CampaignReport> = fc
  .record({
    images: fc.uniqueArray(image, { selector: ({ source }) => oneLine(source), maxLength: 12 }),
    id: outside,
    account: outside,
    region: outside,
    excluded: outside,
    tag: outside,
    stopped: fc.option(reason, { nil: undefined }),
    slots: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ images, id, account, region, excluded, tag, stopped, slots }) => {
    const record = (name: string, tags: Record<string, string>) => {
      return { name, id: name, condition: 'available' as const, state: 'AVAILABLE', tags, problems: [] };
    };
    return {
      state: {
        ...newCampaign(id, NIGHT),
        status: stopped === undefined ? ('running' as const) : ('stopped' as const),
        images,
        ...(stopped === undefined ? {} : { stopped }),
      },
      account,
      region,
      slots,
      plan: {
        campaign: id,
        at: NIGHT,
        images: [{ image: excluded, verdict: 'exclude' as const, exclusion: 'name-excluded' as const }],
      },
      before: images.map(({ source }) => record(source, { Kept: 'x', Gone: tag })),
      after: images.map(({ source }) => record(source, { Kept: 'x', New: tag })),
    };
  });
