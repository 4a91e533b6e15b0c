import type { Route } from '@appstream-campaign/core';

/** Notifiers that settings can name, by the names that they have in the outbox. */
export const CHANNELS = ['ses', 'sns', 'eventbridge', 'slack', 'teams', 'webhook'] as const;

/** One of those names. */
export type Channel = (typeof CHANNELS)[number];

/** Routes by channel. */
export type Routes = Readonly<Partial<Record<Channel, Route>>>;

/** Mails by Amazon SES. */
export interface MailSettings {
  readonly from: string;
  readonly to: string | readonly string[];
  readonly replyTo?: readonly string[];
  readonly configurationSet?: string;
}

/** The channels that messages go to: any of them together, or none. Secrets are references here. */
export interface ChannelSettings {
  readonly mail?: MailSettings;
  /** ARN of an SNS topic. */
  readonly topicArn?: string;
  /** Name or ARN of an event bus. */
  readonly eventBus?: string;
  /** Reference to the address of a Slack webhook. */
  readonly slackWebhook?: string;
  /** A Slack bot: a reference to its token, and the id of the channel that it writes to. */
  readonly slackBot?: { readonly token: string; readonly channel: string; readonly apiUrl?: string };
  /** Reference to the address of a Teams workflow. */
  readonly teamsWebhook?: string;
  /** References to an address that gets JSON, and to the key that signs it. */
  readonly webhook?: { readonly url: string; readonly key?: string };
  readonly routes?: Routes;
  /** Time zone of the times that people read. @defaultValue `UTC` */
  readonly timeZone?: string;
}
