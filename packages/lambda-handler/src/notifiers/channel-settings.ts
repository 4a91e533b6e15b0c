import type { Route } from '@appstream-campaign/core';

/** Notifiers that settings can configure, by their names in the outbox. */
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

/** The channels of messages: any combination, or none. Secrets are references here. */
export interface ChannelSettings {
  readonly mail?: MailSettings;
  /** ARN of an SNS topic. */
  readonly topicArn?: string;
  /** Name or ARN of an event bus. */
  readonly eventBus?: string;
  /** Reference to the URL of a Slack webhook. */
  readonly slackWebhook?: string;
  /** A Slack bot: a reference to its token, and the id of its channel. */
  readonly slackBot?: { readonly token: string; readonly channel: string; readonly apiUrl?: string };
  /** Reference to the URL of a Teams workflow. */
  readonly teamsWebhook?: string;
  /** References to a URL that gets JSON, and to the key that signs it. */
  readonly webhook?: { readonly url: string; readonly key?: string };
  readonly routes?: Routes;
  /** Time zone of times in messages. @defaultValue `UTC` */
  readonly timeZone?: string;
}
