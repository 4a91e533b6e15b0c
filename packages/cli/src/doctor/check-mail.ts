import { readMailboxes } from '@appstream-campaign/aws-adapters/mail-addresses';
import {
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import type { Account } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import type { Channels } from '../config/chats.ts';
import type { Hint } from '../terminal/hints.ts';
import { listText } from '../terminal/wording.ts';
import { type Finding, lookAt } from './finding.ts';

/** What the sandbox of SES allows: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
const SANDBOX = { perDay: 200, perSecond: 1 };
const MOST_IDENTITIES = 100;

/** The sender, whether SES is in its sandbox, and then the recipients. */
export async function checkMail(
  mail: NonNullable<Channels['mail']>,
  account: Account,
  hint: Hint,
): Promise<readonly Finding[]> {
  const client = new SESClient(account.settings);
  const from = bare([mail.from]);
  const to = bare(mail.to);
  try {
    const [unverified, sandbox] = await Promise.allSettled([
      unverifiedOf([...from, ...to], client),
      isSandbox(client),
    ]);
    return [
      sender(from, unverified, account, hint),
      recipients({ from, to, unverified, sandbox }, account, hint),
    ];
  } finally {
    client.destroy();
  }
}

const bare = (texts: readonly string[]) =>
  texts.flatMap((text) => readMailboxes(text).map(({ address }) => address.toLowerCase()));

function sender(
  from: readonly string[],
  unverified: PromiseSettledResult<readonly string[]>,
  account: Account,
  hint: Hint,
): Finding {
  const look = lookAt('mail, sender', hint);
  if (unverified.status === 'rejected') {
    return look.failed(
      new AwsCallError(unverified.reason, 'ses:GetIdentityVerificationAttributes', account.target),
      'warning',
    );
  }
  const [missing] = from.filter((address) => unverified.value.includes(address));
  if (missing === undefined) return look.ok(`SES in ${account.region} has verified ${listText(from)}.`);
  return look.not(
    'wrong',
    `SES in ${account.region} has verified neither ${missing} nor its domain, and refuses mails from it.`,
    `Verify it, and follow the mail that comes: aws ses verify-email-identity --email-address ${missing} --region ${account.region}`,
    'Identities are verified in each Region by itself.',
  );
}

interface MailAnswers {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly unverified: PromiseSettledResult<readonly string[]>;
  readonly sandbox: PromiseSettledResult<boolean>;
}

function recipients({ from, to, unverified, sandbox }: MailAnswers, account: Account, hint: Hint): Finding {
  const look = lookAt('mail, sandbox', hint);
  if (sandbox.status === 'rejected') {
    return look.failed(new AwsCallError(sandbox.reason, 'ses:GetSendQuota', account.target), 'warning');
  }
  if (!sandbox.value) return look.ok('SES may send to any address.');
  const missing =
    unverified.status === 'rejected' ? to : to.filter((address) => unverified.value.includes(address));
  const out = 'Ask for production access in the SES console; it takes about a day.';
  if (missing.length === 0) return look.ok(`SES is in its sandbox, and has verified ${listText(to)}.`);
  if (unverified.status === 'rejected') {
    return look.not('warning', `SES is in its sandbox: ${listText(to)} must be verified, too.`, out);
  }
  return look.not(
    'wrong',
    `SES is in its sandbox, and refuses mails to ${listText(missing)}, which it has not verified.`,
    out,
    ...(from.length > 0
      ? [`Or verify each recipient: aws ses verify-email-identity --email-address ${missing[0]}`]
      : []),
  );
}

/** A quota as the sandbox has it: production begins far above. */
async function isSandbox(client: SESClient): Promise<boolean> {
  const { Max24HourSend = 0, MaxSendRate = 0 } = await client.send(new GetSendQuotaCommand({}));
  // Minus one is "no limit".
  return Max24HourSend >= 0 && Max24HourSend <= SANDBOX.perDay && MaxSendRate <= SANDBOX.perSecond;
}

/** Those that are verified neither themselves nor by their domain or one above it. */
async function unverifiedOf(addresses: readonly string[], client: SESClient): Promise<readonly string[]> {
  const identities = [...new Set(addresses.flatMap(identitiesOf))].slice(0, MOST_IDENTITIES);
  const command = new GetIdentityVerificationAttributesCommand({ Identities: identities });
  const { VerificationAttributes: known = {} } = await client.send(command);
  const verified = new Set(
    Object.entries(known).flatMap(([identity, { VerificationStatus }]) =>
      VerificationStatus === 'Success' ? [identity.toLowerCase()] : [],
    ),
  );
  return addresses.filter((address) => !identitiesOf(address).some((identity) => verified.has(identity)));
}

function identitiesOf(address: string): readonly string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return [address, ...domains];
}
