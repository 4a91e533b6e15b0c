import type { AnnouncedEvent } from '../state/events.ts';

const at = '2026-11-23T12:30:00.000Z';
/** The members of every sample event. */
export const base = (
  type: string,
  about?: string,
): { readonly id: string; readonly campaign: string; readonly at: string } => ({
  id: ['contract', type, about].filter(Boolean).join('/'),
  campaign: 'contract',
  at,
});

const ofRollout = (type: string, about: string) => ({
  ...base(type, about),
  campaign: 'rollout/Finance',
  lineage: 'Finance',
});

/** One event of each type that notifiers can subscribe to, for tests. Names and reasons contain what can break a channel. */
export const SAMPLE_EVENTS: readonly AnnouncedEvent[] = [
  { ...base('campaignStarted'), type: 'campaignStarted', candidates: 3 },
  { ...base('updateStarted', 'Finance'), type: 'updateStarted', source: 'Finance', successor: 'Finance-2' },
  { ...base('imageUpdated', 'Finance'), type: 'imageUpdated', source: 'Finance', successor: 'Finance-2' },
  {
    ...base('updateFailed', 'Design'),
    type: 'updateFailed',
    source: 'Design',
    successor: 'Design-2',
    startedAt: '2026-11-23T11:00:00.000Z',
    reason: {
      code: 'update-failed',
      detail: 'IMAGE_UPDATE_FAILURE: <b>"no"</b> & \u202enever\r\nBcc: x@example.com',
    },
  },
  { ...base('imageSkipped', 'Sales'), type: 'imageSkipped', source: 'Sales', reason: { code: 'current' } },
  {
    ...base('campaignDelayed'),
    type: 'campaignDelayed',
    reason: { code: 'quota-used-up', detail: 'LimitExceededException: <30 of 30 images>' },
    since: '2026-11-23T11:30:00.000Z',
    waiting: ['Support'],
    updating: [],
  },
  {
    ...base('quotaTooSmall'),
    type: 'quotaTooSmall',
    needed: 3,
    room: 1,
    quota: 10,
    images: [{ image: 'Sales-2', reason: 'superseded' }],
    unseen: 'image-builders: DescribeImageBuilders: <denied>',
  },
  {
    ...base('campaignStopped'),
    type: 'campaignStopped',
    reason: { code: 'access-denied', detail: 'not authorized to perform appstream:CreateUpdatedImage' },
    waiting: ['Support'],
    updating: [{ source: 'Finance', successor: 'Finance-2' }],
  },
  {
    ...base('campaignEnded'),
    type: 'campaignEnded',
    startedAt: '2026-11-23T08:00:00.000Z',
    updated: [{ status: 'updated', source: 'Finance', successor: 'Finance-2', startedAt: at, endedAt: at }],
    failed: [{ status: 'failed', source: 'Design', endedAt: at, reason: { code: 'incompatible' } }],
    skipped: [{ status: 'skipped', source: 'Sales', endedAt: at, reason: { code: 'current' } }],
  },
  {
    ...ofRollout('approvalWanted', 'Finance-2/production'),
    type: 'approvalWanted',
    image: 'Finance-2',
    ring: 'production',
    fleets: ['Office', 'Branch'],
  },
  {
    ...ofRollout('fleetSwitched', 'Office/Finance-2'),
    type: 'fleetSwitched',
    fleet: 'Office',
    ring: 'production',
    from: 'Finance',
    to: 'Finance-2',
    managedBy: 'CloudFormation stack desks',
  },
  {
    ...ofRollout('versionHeld', 'Finance-2'),
    type: 'versionHeld',
    image: 'Finance-2',
    because: 'Office: <b>INTERNAL_SERVICE_ERROR</b> \u202enever',
  },
  {
    ...ofRollout('fleetRolledBack', 'Office/Finance'),
    type: 'fleetRolledBack',
    fleet: 'Office',
    ring: 'production',
    from: 'Finance-2',
    to: 'Finance',
    because: 'printers are missing',
  },
  {
    ...base('hubEnded'),
    type: 'hubEnded',
    startedAt: '2026-11-23T08:00:00.000Z',
    targets: [
      {
        place: { account: '111111111111', accountName: 'test', region: 'eu-west-1' },
        counts: { updated: 1, failed: 1, skipped: 1 },
        updated: [{ source: 'Finance', successor: 'Finance-2' }],
        failed: [{ source: 'Design', reason: { code: 'incompatible' } }],
        skipped: [{ source: 'Sales', reason: { code: 'current' } }],
      },
      {
        place: { account: '222222222222', region: 'us-east-1' },
        counts: { updated: 0, failed: 0, skipped: 0 },
        updated: [],
        failed: [],
        skipped: [],
        stopped: { code: 'suspended', detail: 'InvalidAccountStatusException: <b>no</b>' },
      },
    ],
  },
  {
    ...base('passEnded'),
    type: 'passEnded',
    startedAt: '2026-11-23T08:00:00.000Z',
    pass: 'rollout',
    dryRun: false,
    targets: [
      {
        place: { account: '111111111111', accountName: 'test', region: 'eu-west-1' },
        counts: { done: 1, held: 1, approvals: 1, failed: 1 },
        done: [{ name: 'Lab', code: 'switched', detail: 'Finance to Finance-2' }],
        held: [{ name: 'Office', code: 'approval', detail: 'of Finance-2' }],
        failed: [{ name: 'Branch', code: 'failed', detail: 'ResourceInUse: <b>no</b>' }],
      },
      {
        place: { account: '222222222222', region: 'us-east-1' },
        counts: { done: 0, held: 0, approvals: 0, failed: 0 },
        done: [],
        held: [],
        failed: [],
        stopped: { code: 'access-denied', detail: 'AssumeRole: <b>no</b>' },
      },
    ],
  },
];
