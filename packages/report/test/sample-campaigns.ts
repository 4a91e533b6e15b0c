import type { CampaignImage, CampaignState, ImageRecord, Tags } from '@appstream-campaign/core';
import { newCampaign, plusMinutes } from '@appstream-campaign/core/internal';
import type { CampaignReport } from '@appstream-campaign/report';

/** When the sample campaign starts. */
export const NIGHT = '2026-11-23T20:00:00.000Z';
/** When its report is made. */
export const MORNING = '2026-11-24T06:00:00.000Z';

const updated = (source: string, from: number, to: number): CampaignImage => ({
  status: 'updated',
  source,
  successor: `${source}-Updated-20261123`,
  startedAt: plusMinutes(NIGHT, from),
  endedAt: plusMinutes(NIGHT, to),
});

const FAILED: CampaignImage = {
  status: 'failed',
  source: 'Legal-Research',
  failedSuccessors: ['Legal-Research-Updated-20261123'],
  successor: 'Legal-Research-Updated-20261123-2',
  startedAt: plusMinutes(NIGHT, 70),
  endedAt: plusMinutes(NIGHT, 168),
  reason: { code: 'update-failed', detail: 'INTERNAL_SERVICE_ERROR: Failed to update Amazon SSM Agent.' },
};

const IMAGES: readonly CampaignImage[] = [
  updated('Call-Center', 0, 78),
  updated('Design-CAD', 0, 129),
  updated('Finance-Desktop', 78, 170),
  { status: 'skipped', source: 'HR-Portal', endedAt: NIGHT, reason: { code: 'current' } },
  FAILED,
];

const record = (name: string, tags: Tags): ImageRecord => ({
  name,
  id: name,
  condition: 'available',
  state: 'AVAILABLE',
  tags,
  problems: [],
});

/** A campaign that is over, with everything that a report can tell. */
export function sampleReport(): CampaignReport {
  const state: CampaignState = {
    ...newCampaign('night', NIGHT),
    status: 'over',
    images: IMAGES,
    endedAt: plusMinutes(NIGHT, 170),
  };
  const successors = IMAGES.flatMap((image) => (image.status === 'updated' ? [image] : []));
  return {
    state,
    region: 'eu-west-1',
    account: 'production (123456789012)',
    slots: 3,
    quota: 5,
    plan: {
      campaign: 'night',
      at: NIGHT,
      images: [{ image: 'Old-Test', verdict: 'exclude', exclusion: 'not-enrolled' }],
    },
    before: IMAGES.map(({ source }) => record(source, { AutoUpdate: 'Enabled', Team: 'it' })),
    after: [
      ...successors.flatMap(({ source, successor }) => [
        record(source, { AutoUpdate: 'Completed', NextVersion: successor, Team: 'it' }),
        record(successor, { AutoUpdate: 'Enabled', BaseName: source, UpdatedFrom: source, Team: 'it' }),
      ]),
      record('HR-Portal', { AutoUpdate: 'Enabled', Team: 'it' }),
      record('Legal-Research', { AutoUpdate: 'Enabled' }),
    ],
  };
}

/** A campaign whose images wait and are being updated. */
export function runningReport(): CampaignReport {
  const images: readonly CampaignImage[] = [
    updated('Call-Center', 0, 78),
    {
      status: 'updating',
      source: 'Design-CAD',
      successor: 'Design-CAD-Updated-20261123',
      startedAt: NIGHT,
      sourceTagged: true,
    },
    { status: 'waiting', source: 'Finance-Desktop' },
  ];
  const nextCheckAt = plusMinutes(NIGHT, 120);
  return { state: { ...newCampaign('late', NIGHT), status: 'running', images, nextCheckAt }, slots: 2 };
}

/** A campaign that waits for somebody. */
export function stoppedReport(): CampaignReport {
  const state: CampaignState = {
    ...newCampaign('stopped', NIGHT),
    status: 'stopped',
    images: [{ status: 'waiting', source: 'Finance-Desktop' }],
    stopped: { code: 'access-denied', detail: 'AccessDenied: <not allowed>' },
  };
  return { state };
}

/** A campaign that starts nothing more, because too many updates failed. */
export function haltedReport(): CampaignReport {
  const { state } = runningReport();
  return { state: { ...state, id: 'halted', halted: { code: 'too-many-failures', at: NIGHT } } };
}
