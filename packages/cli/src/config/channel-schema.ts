import * as v from 'valibot';
import { described, type OptionalKey, oneOrMore } from './schema-parts.ts';

/** What a config file says about messages: where they go, and which. */
export interface ChannelConfig {
  readonly mail?: { readonly from: string; readonly to: string | string[] };
  readonly topicArn?: string;
  readonly eventBus?: string;
  readonly slack?: string;
  readonly slackBot?: { readonly token: string; readonly channel: string; readonly apiUrl?: string };
  readonly teams?: string;
  readonly webhook?: { readonly url: string; readonly key?: string };
  readonly routes?: string;
}

/** The keys about messages, for the schema of the config file. */
export const channelEntries: {
  readonly [K in keyof ChannelConfig]-?: OptionalKey<v.GenericSchema<Required<ChannelConfig>[K]>>;
} = {
  mail: described(
    v.strictObject(
      { from: v.string('an address'), to: oneOrMore('an address') },
      'an object with from and to',
    ),
    'Mails of Amazon SES. Flags: --mail-from, --mail-to.',
  ),
  topicArn: described(v.string('an ARN'), 'An Amazon SNS topic that is told. Flag: --topic.'),
  eventBus: described(
    v.string('a name or an ARN'),
    'An Amazon EventBridge bus that gets every event. Flag: --event-bus.',
  ),
  slack: described(
    v.string('a reference to a secret'),
    'Reference to the address of a Slack webhook: env:NAME, ssm:/name or secretsmanager:name. Flag: --slack.',
  ),
  slackBot: described(
    v.strictObject(
      {
        token: v.string('a reference to a secret'),
        channel: v.string('the id of a channel, such as C0123456789'),
        apiUrl: v.exactOptional(v.string('an address such as https://slack-gov.com/api/')),
      },
      'an object with token and channel',
    ),
    'A Slack bot: reference to its token, id of its channel. Flags: --slack-token, --slack-channel.',
  ),
  teams: described(
    v.string('a reference to a secret'),
    'Reference to the address of a Teams workflow. Flag: --teams.',
  ),
  webhook: described(
    v.strictObject(
      {
        url: v.string('a reference to a secret'),
        key: v.exactOptional(v.string('a reference to a secret')),
      },
      'an object with url and key',
    ),
    'References to an address that gets each message as JSON, and to a key that signs it. Flags: --webhook, --webhook-key.',
  ),
  routes: described(
    v.string('a text'),
    'Which channel is told of what, such as "slack: updateFailed; ses: campaignEnded". Flag: --routes.',
  ),
};
