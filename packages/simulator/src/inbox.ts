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
}

/** A message that someone would have received. */
export type InboxEntry = EmailEntry | SnsEntry;
