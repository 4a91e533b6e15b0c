import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/** Answers the findings of cdk-nag's AwsSolutions checks, one by one. Whatever else it finds is not answered. */
export function acknowledgeRules(
  parts: IConstruct & {
    readonly functionRole: Role;
    readonly stateMachineRole: Role;
    readonly deadLetterQueue: Queue;
    readonly rollout: { readonly functionRole: Role } | undefined;
    readonly prunePass: { readonly functionRole: Role } | undefined;
  },
  parameterPrefix: string = '/appstream-images',
): void {
  const { functionRole, stateMachineRole, deadLetterQueue, rollout, prunePass } = parts;
  const { partition, region, account } = Stack.of(parts);
  const shown = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const arn = (service: string) =>
    `arn:${shown(partition, 'Partition')}:${service}:${shown(region, 'Region')}:${shown(account, 'AccountId')}`;
  const acknowledge = (role: Role, finding: string, reason: string) =>
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${finding}]`, reason });
  acknowledge(
    functionRole,
    '*',
    'appstream:DescribeImages, appstream:ListTagsForResource, tag:GetResources and the actions of X-Ray know no resources (Service Authorization Reference).',
  );
  acknowledge(
    functionRole,
    `${arn('appstream')}:image/*`,
    'Which images are enrolled is told by their tags at the time; the option onlyTagged makes IAM look at them, too.',
  );
  acknowledge(
    functionRole,
    `${arn('ses')}:identity/*`,
    'SES may know the sender by its address or its domain. The condition ses:FromAddress allows the one sender.',
  );
  acknowledge(
    stateMachineRole,
    '*',
    'The delivery of logs by Step Functions and the actions of X-Ray know no resources (Service Authorization Reference).',
  );
  if (rollout !== undefined) acknowledgeRollout(rollout.functionRole, parameterPrefix, arn, acknowledge);
  if (prunePass !== undefined) {
    acknowledge(
      prunePass.functionRole,
      '*',
      'appstream:DescribeImages, DescribeFleets, DescribeImageBuilders, ListTagsForResource and the actions of X-Ray know no resources; DescribeImagePermissions is asked of every image that is shared (Service Authorization Reference).',
    );
    acknowledge(
      prunePass.functionRole,
      `${arn('appstream')}:image/*`,
      'Which images are versions that nobody needs is told by their tags and users at the time; the conditions ask for the tags that campaigns write.',
    );
    acknowledge(
      prunePass.functionRole,
      `${arn('ses')}:identity/*`,
      'SES may know the sender by its address or its domain. The condition ses:FromAddress allows the one sender.',
    );
  }
  Validations.of(deadLetterQueue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'The queue is the dead-letter queue: of the schedule, which the rule does not look at. It has an alarm.',
  });
}

function acknowledgeRollout(
  role: Role,
  parameterPrefix: string,
  arn: (service: string) => string,
  acknowledge: (role: Role, finding: string, reason: string) => void,
): void {
  acknowledge(
    role,
    '*',
    'appstream:DescribeImages, DescribeFleets, ListTagsForResource, those about sessions, cloudwatch:DescribeAlarms for composite alarms, and the actions of X-Ray know no resources (Service Authorization Reference).',
  );
  acknowledge(
    role,
    `${arn('appstream')}:image/*`,
    'Which images are versions of what fleets have is told by their tags at the time.',
  );
  acknowledge(
    role,
    `${arn('appstream')}:fleet/*`,
    'Which fleets take part is told by their tag ImageRing, which the condition looks at.',
  );
  acknowledge(
    role,
    `${arn('ses')}:identity/*`,
    'SES may know the sender by its address or its domain. The condition ses:FromAddress allows the one sender.',
  );
  acknowledge(
    role,
    `${arn('ssm')}:parameter${parameterPrefix}/*`,
    'Each lineage and ring has a parameter of its own beneath the one path, and both are made by tags.',
  );
}
