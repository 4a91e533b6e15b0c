import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsSettings } from '../account/account.ts';
import type { Hint } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted } from '../terminal/wording.ts';
import { type Finding, lookAt } from './finding.ts';

/** AWS refuses signatures that are five minutes off; the SDK then corrects itself, and nothing else does. */
const MOST_SECONDS = 300;
/** Answers take their time. */
const NOTABLE_SECONDS = 30;

/** The machine's clock against the Date header of an answer. */
export async function checkClock(
  settings: AwsSettings,
  hint: Hint,
  { clock, simulated }: Runtime,
): Promise<Finding> {
  const look = lookAt('clock', hint);
  if (simulated !== undefined) return look.ok('It is the simulated account’s.');
  const date = await serviceDate(settings);
  if (date === undefined) return look.untried('The answer of AWS tells no time to compare with.');
  const seconds = Math.round((clock.now().getTime() - date.getTime()) / 1000);
  const off = Math.abs(seconds);
  if (off < NOTABLE_SECONDS) return look.ok('It goes as the clock of AWS does.');
  const amount = off < 120 ? counted(off, 'second') : counted(Math.round(off / 60), 'minute');
  return look.not(
    off < MOST_SECONDS ? 'warning' : 'wrong',
    `It is ${amount} ${seconds < 0 ? 'behind' : 'ahead of'} the clock of AWS, which refuses signatures that are five minutes off.`,
    'Set the clock, best by NTP: timedatectl set-ntp true (Linux), w32tm /resync (Windows).',
  );
}

async function serviceDate(settings: AwsSettings): Promise<Date | undefined> {
  const client = new STSClient(settings);
  let header: unknown;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      header = Object(Object(result.response).headers).date;
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'dateMiddleware' },
  );
  try {
    await client.send(new GetCallerIdentityCommand({}));
  } finally {
    client.destroy();
  }
  const date = new Date(typeof header === 'string' ? header : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
