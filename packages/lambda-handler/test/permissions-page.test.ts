import { readFileSync } from 'node:fs';
import {
  campaignPermissions,
  lambdaPermissions,
  type PermissionStatement,
  schedulePermissions,
  stateMachinePermissions,
} from '@appstream-campaign/lambda-handler';
import {
  historyPermissions,
  planPermissions,
  runPermissions,
} from '@appstream-campaign/lambda-handler/person-permissions';
import { prunePassPermissions } from '@appstream-campaign/lambda-handler/prune';
import { rolloutPermissions, rolloutSchedulePermissions } from '@appstream-campaign/lambda-handler/rollout';
import { expect, test } from 'vitest';

// docs/permissions.md shows what src/permissions.ts says. When this fails, put what was expected into the page.

const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');
const place = { partition: '{partition}', region: '{region}', account: '{account}' };
const features = {
  ...place,
  fromAddress: '{FromAddress}',
  configurationSet: '{configuration set}',
  topicArn: '{topic}',
  eventBus: '{bus}',
  secrets: ['ssm:{parameter}', 'secretsmanager:{secret}'],
  deleteFailed: true,
  sharing: true,
  taggingApi: true,
};
const onlyTagged = { key: 'AutoUpdate', value: 'Enabled' };

const lines = (statements: readonly PermissionStatement[]) =>
  statements.flatMap(({ sid, purpose, actions, resources, conditions }) => [
    `- **${sid}.** ${purpose}`,
    `  - ${actions.map((action) => `\`${action}\``).join(', ')}`,
    `  - on ${resources.map((resource) => `\`${resource}\``).join(', ')}`,
    ...Object.entries(conditions ?? {}).flatMap(([operator, byKey]) =>
      Object.entries(byKey).map(([key, value]) => `  - if \`${operator}\`: \`${key}\` is \`${value}\``),
    ),
  ]);

test.each([
  ['function', campaignPermissions(features)],
  [
    'tagged',
    campaignPermissions({ ...place, onlyTagged }).filter(({ conditions }) => conditions !== undefined),
  ],
  [
    'prune',
    campaignPermissions({ ...place, prune: true }).filter(({ sid }) =>
      campaignPermissions(place).every((one) => one.sid !== sid),
    ),
  ],
  ['prune function', prunePassPermissions({ ...place, deletes: true })],
  ['plan', planPermissions(place)],
  ['history', historyPermissions(place)],
  [
    'run',
    runPermissions(place).filter(({ sid }) => campaignPermissions(place).every((one) => one.sid !== sid)),
  ],
  ['lambda', lambdaPermissions({ logStreamsArn: '{log group}:*', tracing: true, keyArn: '{key}' })],
  ['state machine', stateMachinePermissions({ functionArn: '{function}', tracing: true })],
  [
    'rollout',
    rolloutPermissions({
      ...place,
      publish: 'both',
      parameterPrefix: '/{prefix}',
      alarms: true,
      shares: true,
      drains: true,
    }),
  ],
  [
    'rollout schedule',
    rolloutSchedulePermissions({
      functionArn: '{rollout function}',
      deadLetterQueueArn: '{queue}',
      keyArn: '{key}',
    }),
  ],
  [
    'schedule',
    schedulePermissions({
      stateMachineArn: '{state machine}',
      deadLetterQueueArn: '{queue}',
      keyArn: '{key}',
    }),
  ],
] as const)('the page shows the permissions: %s', (name, statements) => {
  const [, shown] =
    new RegExp(`<!-- permissions: ${name} -->\\n\\n([^]*?)\\n\\n<!-- end -->`).exec(page) ?? [];
  expect(shown).toBe(lines(statements).join('\n'));
});
