/** CloudWatch alarms, for rollouts that observe them. @module */

import type { AlarmSource, AlarmState } from '@appstream-campaign/core/rollout';
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { toImageStoreError } from './appstream-errors.ts';
import { chunksOf } from './batching.ts';
import { refuseUnknownOptions, requireClient } from './option-checks.ts';
import { presentItems, presentText } from './tolerant-reading.ts';

/** Options of {@link createAlarmSource}. */
export interface AlarmSourceOptions {
  /** A client of `@aws-sdk/client-cloudwatch`, for the account and Region of the alarms. */
  readonly client: Pick<CloudWatchClient, 'send' | 'config'>;
}

const OWNER = 'createAlarmSource';
/** Page size, and so the number of names in one call: no answer has a second page. */
const ALARMS_PER_CALL = 100;

/**
 * Reads the states of metric and composite alarms: one DescribeAlarms call for 100 names. Needs the permission
 * `cloudwatch:DescribeAlarms`.
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export function createAlarmSource(options: AlarmSourceOptions): AlarmSource {
  refuseUnknownOptions(OWNER, options, ['client']);
  const { client } = options;
  requireClient(OWNER, 'client', client, 'a CloudWatchClient');
  return {
    async alarmStates(names) {
      const states = new Map<string, AlarmState>();
      for (const chunk of chunksOf([...new Set(names)], ALARMS_PER_CALL)) {
        // Without AlarmTypes only metric alarms are in the answer.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
        const command = new DescribeAlarmsCommand({
          AlarmNames: chunk,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: ALARMS_PER_CALL,
        });
        const answer = await client.send(command).catch((error: unknown) => {
          throw toImageStoreError(error, 'DescribeAlarms');
        });
        const alarms = [
          ...(presentItems(answer.MetricAlarms) ?? []),
          ...(presentItems(answer.CompositeAlarms) ?? []),
        ];
        for (const { AlarmName, StateValue } of alarms) {
          const name = presentText(AlarmName);
          if (name !== undefined) states.set(name, StateValue === 'ALARM' ? 'alarm' : 'ok');
        }
      }
      return states;
    },
  };
}
