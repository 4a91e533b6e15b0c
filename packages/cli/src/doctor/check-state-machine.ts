import { sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import type { Account } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import { campaignExecutions, regionOfStateMachine } from '../run/step-functions.ts';
import type { Hint } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { instantText } from '../terminal/wording.ts';
import { type Finding, lookAt } from './finding.ts';

const LAST = 3;

/** A state machine that is deployed, and how its last runs ended. */
export async function checkStateMachine(
  arn: string,
  account: Account,
  hint: Hint,
  runtime: Runtime,
): Promise<readonly Finding[]> {
  const look = lookAt('state machine', hint);
  const region = regionOfStateMachine(arn);
  const elsewhere =
    region === account.region
      ? []
      : [
          look.not(
            'warning',
            `It is in ${region}, the images that were looked at are in ${account.region}.`,
            `Name that Region: --region ${region}`,
          ),
        ];
  try {
    const runs = await campaignExecutions(arn, account.target.profile, LAST, runtime);
    if (runs.length === 0) return [...elsewhere, look.ok('It exists, and has not run yet.')];
    const findings = runs.map(({ campaign, standing, startedAt, detail = '' }) => {
      const when =
        startedAt === undefined ? '' : `, begun ${instantText(new Date(startedAt), runtime.timeZone)}`;
      const text = `Run ${campaign}${when}: ${detail === '' ? standing : detail}.`;
      const why = `What it said: ${hint('status', campaign, '--state-machine', arn)}`;
      return standing === 'stopped' ? look.not('warning', text, why) : look.ok(text);
    });
    return [...elsewhere, ...findings];
  } catch (error) {
    const cause = error instanceof AwsCallError ? error.cause : error;
    if (/^StateMachineDoesNotExist/.test(sdkFailure(cause).kind)) {
      return [
        ...elsewhere,
        look.not(
          'wrong',
          `The state machine ${arn} does not exist.`,
          'See which there are: aws stepfunctions list-state-machines',
        ),
      ];
    }
    return [...elsewhere, look.failed(error)];
  }
}
