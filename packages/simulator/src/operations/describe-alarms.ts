import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape, StringShape } from '../validation/shapes.ts';
import { type AlarmRecord, alarmAt } from '../world/alarms.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

// Constraints of the service model: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
const alarmName: StringShape = { type: 'string', min: 1, max: 255 };

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    AlarmNames: { type: 'list', of: alarmName, max: 100 },
    AlarmNamePrefix: alarmName,
    AlarmTypes: {
      type: 'list',
      of: { type: 'string', oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] },
    },
    StateValue: { type: 'string', oneOf: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] },
    MaxRecords: { type: 'integer', min: 1, max: 100 },
    NextToken: text,
  },
  unplayed: ['ChildrenOfAlarmName', 'ParentsOfAlarmName', 'ActionPrefix'],
};

const USUAL_PAGE = 50;

/** Unknown names are left out, without an error; composite alarms, too, unless AlarmTypes has them. */
export const describeAlarms: Operation<Request> = {
  service: 'cloudwatch',
  name: 'DescribeAlarms',
  input,
  run: (request, { region, now }) => {
    if (request.AlarmNames !== undefined && request.AlarmNamePrefix !== undefined) {
      throw new AwsError(
        'InvalidParameterCombination',
        'The parameters AlarmNames and AlarmNamePrefix exclude each other.',
      );
    }
    const after = request.NextToken === undefined ? '' : nameIn(request.NextToken);
    const rest = [...region.alarms.values()]
      .filter((alarm) => alarm.name > after && isWanted(alarm, request, now))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const page = rest.slice(0, request.MaxRecords ?? USUAL_PAGE);
    const last = page.at(-1);
    return {
      MetricAlarms: page.filter(({ composite }) => !composite).map((alarm) => metricAlarm(alarm, now)),
      CompositeAlarms: page.filter(({ composite }) => composite).map((alarm) => compositeAlarm(alarm, now)),
      NextToken: last !== undefined && page.length < rest.length ? tokenFor(last.name) : undefined,
    };
  },
};

function isWanted(alarm: AlarmRecord, request: Request, now: Date): boolean {
  const types = request.AlarmTypes?.length ? request.AlarmTypes : ['MetricAlarm'];
  const named = request.AlarmNames?.length ? request.AlarmNames.includes(alarm.name) : true;
  return (
    types.includes(alarm.composite ? 'CompositeAlarm' : 'MetricAlarm') &&
    named &&
    alarm.name.startsWith(request.AlarmNamePrefix ?? '') &&
    (request.StateValue === undefined || alarmAt(alarm, now).state === request.StateValue)
  );
}

function common(alarm: AlarmRecord, now: Date): object {
  const { at, state } = alarmAt(alarm, now);
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: alarm.createdAt,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: state,
    StateReason: `The simulator's scenario says ${state}.`,
    StateUpdatedTimestamp: at,
    StateTransitionedTimestamp: at,
  };
}

function metricAlarm(alarm: AlarmRecord, now: Date): object {
  return {
    ...common(alarm, now),
    MetricName: 'InsufficientCapacityError',
    Namespace: 'AWS/AppStream',
    Statistic: 'Sum',
    Dimensions: [],
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

function compositeAlarm(alarm: AlarmRecord, now: Date): object {
  return { ...common(alarm, now), AlarmRule: 'FALSE' };
}

function tokenFor(name: string): string {
  return Buffer.from(JSON.stringify({ alarm: name })).toString('base64url');
}

function nameIn(token: string): string {
  const name = /^\{"alarm":"(.+)"\}$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (name === undefined) throw new AwsError('InvalidNextToken', `The NextToken "${token}" is not valid.`);
  return name;
}
