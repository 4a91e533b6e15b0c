import { type CampaignInput, checkCall, InvalidEventError } from '@appstream-campaign/lambda-handler';
import { type Duration, Token } from 'aws-cdk-lib';
import type { ImageUpdateCampaignProps } from './campaign-props.ts';

/** Values that stand for what a deployment fills in later: a reference to a secret, or an id that goes with one. */
const STAND_INS: Readonly<Record<string, string>> = {
  CAMPAIGN_SLACK_WEBHOOK: 'env:LATER',
  CAMPAIGN_SLACK_TOKEN: 'env:LATER',
  CAMPAIGN_SLACK_CHANNEL: 'C0123456789',
  CAMPAIGN_TEAMS_WEBHOOK: 'env:LATER',
  CAMPAIGN_WEBHOOK_URL: 'env:LATER',
  CAMPAIGN_WEBHOOK_KEY: 'env:LATER',
};
const ADDRESS = 'later@example.com';

/** The options that a field of the input comes from. */
const OPTIONS: Readonly<Record<string, string>> = {
  BatchSize: 'batchSize',
  ToAddress: 'mail.to',
  FromAddress: 'mail.from',
  StartAfterDays: 'schedule.startAfterDays',
};

/**
 * Has the handler look at its input and its variables now, and not at night. What a deployment fills in later cannot be
 * looked at.
 * @throws InvalidEventError, InvalidEnvironmentError or InvalidOptionsError naming the first value that is wrong
 */
export function checkCampaign(input: CampaignInput, environment: Readonly<Record<string, string>>): void {
  try {
    checkCall(withStandIns(input), knownOf(environment));
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    const message = error.message.replace(
      /^Event field (\w+)/,
      (_, field: string) => OPTIONS[field] ?? field,
    );
    throw new InvalidEventError(message);
  }
}

/** The variables with values that stand for what only a deployment knows. */
export function knownOf(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      Token.isUnresolved(value) ? STAND_INS[name] : value,
    ]),
  );
}

/** The input in the same way. */
export function withStandIns<Input extends CampaignInput>(input: Input): Input {
  const { BatchSize, ToAddress, FromAddress, StartAfterDays } = input;
  const known = <T>(value: T, otherwise: T) => (Token.isUnresolved(value) ? otherwise : value);
  const recipients =
    typeof ToAddress === 'object' && !Token.isUnresolved(ToAddress)
      ? ToAddress.map((one) => known(one, ADDRESS))
      : known(ToAddress, ADDRESS);
  return {
    ...input,
    ...('BatchSize' in input ? { BatchSize: known(BatchSize, undefined) } : {}),
    ToAddress: recipients,
    FromAddress: known(FromAddress, ADDRESS),
    ...('StartAfterDays' in input ? { StartAfterDays: known(StartAfterDays, undefined) } : {}),
  };
}

/**
 * Checks what Lambda, Step Functions and EventBridge Scheduler would refuse, hours or minutes into a deployment.
 * @throws RangeError naming the first value that is out of range
 */
export function checkLimits(props: ImageUpdateCampaignProps): void {
  const { memorySize } = props;
  within('timeout', props.timeout, 'seconds', 900);
  within('flexibleWindow', props.flexibleWindow, 'minutes', 1440);
  if (memorySize !== undefined && !Token.isUnresolved(memorySize)) {
    if (!Number.isInteger(memorySize) || memorySize < 128 || memorySize > 10_240) {
      throw new RangeError(`memorySize is ${memorySize}; expected a whole number from 128 to 10240 (MiB).`);
    }
  }
  named('functionName', props.functionName, 64);
  named('stateMachineName', props.stateMachineName, 80);
  named('scheduleName', props.scheduleName, 64);
}

function within(
  option: string,
  duration: Duration | undefined,
  unit: 'seconds' | 'minutes',
  most: number,
): void {
  if (duration === undefined || duration.isUnresolved()) return;
  const amount =
    unit === 'seconds' ? duration.toSeconds({ integral: false }) : duration.toMinutes({ integral: false });
  if (Number.isInteger(amount) && amount >= 1 && amount <= most) return;
  throw new RangeError(`${option} is ${amount} ${unit}; expected 1 to ${most} whole ${unit}.`);
}

function named(option: string, name: string | undefined, longest: number): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  if (name.length <= longest && /^[A-Za-z0-9_-]+$/.test(name)) return;
  throw new RangeError(`${option} is "${name}"; expected 1 to ${longest} letters, digits, - and _.`);
}
