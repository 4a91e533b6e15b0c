import { randomUUID } from 'node:crypto';
import emailAddresses from 'email-addresses';
import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { ListShape, RequestShape, StructureShape } from '../validation/shapes.ts';
import type { EmailEntry } from '../world/inbox.ts';
import type { Operation } from './operation.ts';

interface Content {
  readonly Data: string;
  readonly Charset?: string;
}

interface Request {
  readonly Source: string;
  readonly Destination: {
    readonly ToAddresses?: readonly string[];
    readonly CcAddresses?: readonly string[];
    readonly BccAddresses?: readonly string[];
  };
  readonly Message: {
    readonly Subject: Content;
    readonly Body: { readonly Text?: Content; readonly Html?: Content };
  };
  readonly ReplyToAddresses?: readonly string[];
  readonly ReturnPath?: string;
  readonly SourceArn?: string;
  readonly ReturnPathArn?: string;
  readonly Tags?: readonly { readonly Name: string; readonly Value: string }[];
  readonly ConfigurationSetName?: string;
}

const addresses: ListShape = { type: 'list', of: text };
const content: StructureShape = {
  type: 'structure',
  members: { Data: text, Charset: text },
  required: ['Data'],
};

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    Source: text,
    Destination: {
      type: 'structure',
      members: { ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses },
    },
    Message: {
      type: 'structure',
      members: { Subject: content, Body: { type: 'structure', members: { Text: content, Html: content } } },
      required: ['Subject', 'Body'],
    },
    ReplyToAddresses: addresses,
    ReturnPath: text,
    SourceArn: text,
    ReturnPathArn: text,
    Tags: {
      type: 'list',
      of: { type: 'structure', members: { Name: text, Value: text }, required: ['Name', 'Value'] },
    },
    ConfigurationSetName: text,
  },
  required: ['Source', 'Destination', 'Message'],
};

const MAX_RECIPIENTS = 50;
const MAX_BYTES = 10 * 1024 * 1024;

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
export const sendEmail: Operation<Request> = {
  service: 'ses',
  name: 'SendEmail',
  input,
  run: (request, { account, region, now, inbox }) => {
    const { Destination: destination, Message: message } = request;
    const entry: EmailEntry = {
      channel: 'email',
      at: now,
      messageId: randomUUID(),
      from: request.Source,
      to: destination.ToAddresses ?? [],
      cc: destination.CcAddresses ?? [],
      bcc: destination.BccAddresses ?? [],
      replyTo: request.ReplyToAddresses ?? [],
      subject: message.Subject.Data,
      text: message.Body.Text?.Data,
      html: message.Body.Html?.Data,
      configurationSet: request.ConfigurationSetName,
    };
    refuseBadMail(entry);
    refuseNonAscii(message);
    const { verifiedSenders, sesSandbox } = account.settings;
    // In the sandbox mail goes to verified addresses only: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
    const checked = sesSandbox ? [entry.from, ...entry.to, ...entry.cc, ...entry.bcc] : [entry.from];
    for (const address of checked) refuseUnverified(address, verifiedSenders, region.name);
    inbox.push(entry);
    return { MessageId: entry.messageId };
  },
};

function refuseBadMail(mail: EmailEntry): void {
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
  if (recipients.length === 0) throw new AwsError('InvalidParameterValue', 'Missing final recipient');
  if (recipients.length > MAX_RECIPIENTS) {
    throw new AwsError('InvalidParameterValue', `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  for (const address of [mail.from, ...recipients, ...mail.replyTo]) refuseBadAddress(address);
  if (/[\r\n]/.test(mail.subject)) {
    throw new AwsError('InvalidParameterValue', 'Header values must not contain line breaks.');
  }
  if (mail.text === undefined && mail.html === undefined) {
    throw new AwsError('InvalidParameterValue', 'A message needs a text or an HTML body.');
  }
  if (Buffer.byteLength(`${mail.subject}${mail.text ?? ''}${mail.html ?? ''}`) > MAX_BYTES) {
    throw new AwsError('MessageRejected', 'Message length is more than 10485760 bytes long.');
  }
}

/** One malformed address rejects the whole message; addresses are 7-bit ASCII, names before them too. */
function refuseBadAddress(address: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is what the rule is about.
  if (/[^\u0000-\u007f]/.test(address)) {
    throw new AwsError('InvalidParameterValue', `Address ${address} contains characters that are not ASCII.`);
  }
  const refuse = (problem: string) => new AwsError('InvalidParameterValue', problem);
  if (!address.includes('@')) throw refuse("Missing final '@domain'");
  const bare = bareAddress(address);
  const isOne =
    emailAddresses.parseOneAddress({ input: address, startAt: 'mailbox', rfc6532: false }) !== null;
  if (!isOne || /\s$|^\s/.test(address) || bare.length > 320) throw refuse('Illegal address');
  const domain = bare.slice(bare.lastIndexOf('@') + 1);
  if (/\s/.test(domain)) throw refuse('Domain contains control or whitespace');
  if (!/^[a-z\d.-]+$|^\[.*\]$/i.test(domain)) throw refuse('Domain contains illegal character');
}

/** "By default, the text must be 7-bit ASCII. If it must contain other characters, specify a character set." */
function refuseNonAscii(message: Request['Message']): void {
  for (const part of [message.Subject, message.Body.Text, message.Body.Html]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is what the rule is about.
    if (part !== undefined && part.Charset === undefined && /[^\u0000-\u007f]/.test(part.Data)) {
      throw new AwsError('InvalidParameterValue', 'Text that is not ASCII needs a Charset, such as UTF-8.');
    }
  }
}

function refuseUnverified(address: string, verified: readonly string[] | undefined, region: string): void {
  const bare = bareAddress(address).toLowerCase();
  const domain = bare.split('@')[1];
  if (verified === undefined || verified.some((one) => [bare, domain].includes(one.toLowerCase()))) return;
  throw new AwsError(
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region ' +
      `${region.toUpperCase()}: ${address}`,
  );
}

function bareAddress(address: string): string {
  return /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
}
