/** A mail sent with SES. */
export interface EmailEntry {
  readonly channel: 'email';
  /** When it was sent, by the simulator's clock. */
  readonly at: Date;
  /** The id that the sender got. */
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly configurationSet: string | undefined;
}

/** An attribute of a published message. */
export interface SnsAttribute {
  /** `String`, `String.Array`, `Number` or `Binary`. */
  readonly dataType: string;
  /** The value; in base64 when binary. */
  readonly value: string;
}

/** A message published to an SNS topic. */
export interface SnsEntry {
  readonly channel: 'sns';
  /** When it was published, by the simulator's clock. */
  readonly at: Date;
  /** The id that the publisher got. */
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, SnsAttribute>>;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly messageStructure: string | undefined;
  /** With the message structure `json`: what each kind of subscriber gets, and `default` for all others. */
  readonly perProtocol: Readonly<Record<string, string>> | undefined;
}

/** An event put on an event bus. */
export interface EventBridgeEntry {
  readonly channel: 'eventbridge';
  /** When it was put, by the simulator's clock. */
  readonly at: Date;
  /** The id that the sender got. */
  readonly messageId: string;
  /** Name or ARN of the bus, as the sender gave it. */
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** A JSON object. */
  readonly detail: string;
  /** When it happened, as the sender says. */
  readonly time: Date | undefined;
  /** Events have none. */
  readonly subject: undefined;
}

/** A message that someone would have received. */
export type InboxEntry = EmailEntry | SnsEntry | EventBridgeEntry;
