import type { RolloutPolicy } from '@appstream-campaign/core/rollout';
import {
  type CampaignFeatures,
  campaignPermissions,
  historyPermissions,
  type PermissionStatement,
  planPermissions,
  runPermissions,
} from '@appstream-campaign/lambda-handler/person-permissions';
import type { Channels } from '../config/chats.ts';
import { type RolloutFlags, rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings, soleTarget } from '../config/settings.ts';
import { channelsOf } from '../notifiers/channels.ts';
import { rolloutPermissions } from '../planning/rollout-permissions.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { wrapped } from '../terminal/wording.ts';

/** Flags of `permissions`. */
export interface PermissionsFlags extends RolloutFlags {
  readonly for?: Role;
  readonly account?: string;
  readonly prune?: boolean;
}

type Role = 'plan' | 'run' | 'function' | 'rollout' | 'history';

const ROLES: Readonly<
  Record<
    Role,
    {
      readonly title: string;
      readonly of: (features: CampaignFeatures, rollout: RolloutPolicy) => readonly PermissionStatement[];
    }
  >
> = {
  plan: { title: 'A person who plans: nothing is changed', of: planPermissions },
  run: { title: 'A person who runs campaigns, resumes them, and tags images', of: runPermissions },
  function: { title: 'The function', of: campaignPermissions },
  rollout: {
    title: 'A person who runs rollouts, approves and revokes versions',
    of: rolloutPermissions,
  },
  history: {
    title: 'A person who looks at campaigns in Step Functions: status and report',
    of: historyPermissions,
  },
};

/** Prints the IAM policies that commands and the function need. */
export async function permissions(flags: PermissionsFlags, runtime: Runtime): Promise<ExitCode> {
  const { stdout, env, cwd } = runtime;
  const { config } = await readSettings(flags, runtime);
  const named = soleTarget(flags, config).region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  const region = named || '*';
  const features: CampaignFeatures = {
    partition: partitionOf(region),
    region,
    account: flags.account ?? '*',
    deleteFailed: config.deleteFailed === true,
    sharing: config.sharing === 'carry',
    prune: flags.prune === true,
    ...toldBy(channelsOf({}, config, cwd)),
  };
  const rollout = rolloutPolicy(flags, config);
  const roles = flags.for === undefined ? (Object.keys(ROLES) as Role[]) : [flags.for];
  if (flags.json === true) {
    const policies = roles.map((role) => [role, policyOf(ROLES[role].of(features, rollout))] as const);
    const [first] = policies;
    stdout.write(jsonText(flags.for === undefined ? Object.fromEntries(policies) : first?.[1]));
    return EXIT.done;
  }
  const paint = paintFor(stdout, runtime);
  const parts = roles.map((role) => {
    const statements = ROLES[role].of(features, rollout);
    const reasons = statements.flatMap(({ sid, purpose }) =>
      wrapped(`- ${sid}: ${purpose}`, widthOf(stdout) - 4).map(
        (line, index) => `${index === 0 ? '  ' : '    '}${line}`,
      ),
    );
    return `${paint.bold(ROLES[role].title)}\n\n${reasons.join('\n')}\n\n${jsonText(policyOf(statements))}`;
  });
  stdout.write(parts.join('\n'));
  return EXIT.done;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function toldBy(channels: Channels): Partial<CampaignFeatures> {
  const { mail, topicArn, eventBus, slack, slackBot, teams, webhook } = channels;
  const references = [slack, slackBot?.token, teams, webhook?.url, webhook?.key];
  return {
    ...(mail === undefined ? {} : { fromAddress: mail.from }),
    ...(topicArn === undefined ? {} : { topicArn }),
    ...(eventBus === undefined ? {} : { eventBus }),
    secrets: references.filter((reference) => reference !== undefined),
  };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function policyOf(statements: readonly PermissionStatement[]): object {
  const Statement = statements.map(({ sid, actions, resources, conditions }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }));
  return { Version: '2012-10-17', Statement };
}
