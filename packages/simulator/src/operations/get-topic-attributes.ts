import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Account } from '../world/account.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly TopicArn: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { TopicArn: text },
  required: ['TopicArn'],
};

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes: Operation<Request> = {
  service: 'sns',
  name: 'GetTopicAttributes',
  input,
  run: ({ TopicArn }, { account }) => ({
    Attributes: new Map([
      ['TopicArn', TopicArn],
      ['Owner', TopicArn.split(':')[4] ?? ''],
      ['SubscriptionsConfirmed', String(subscriptionsOf(TopicArn, account))],
      ['SubscriptionsPending', '0'],
      ['SubscriptionsDeleted', '0'],
    ]),
  }),
};

/** How many subscriptions a topic has. @throws AwsError when it does not exist */
export function subscriptionsOf(topicArn: string, { settings: { topics } }: Account): number {
  if (topics === undefined) return 1;
  const subscriptions = Object.hasOwn(topics, topicArn) ? topics[topicArn] : undefined;
  if (subscriptions === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return subscriptions;
}
