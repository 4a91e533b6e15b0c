/** States of an alarm in the service's model. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A CloudWatch alarm to put into the world. */
export interface AlarmSpec {
  readonly name: string;
  /** Default `OK`. */
  readonly state?: AlarmState;
  /** Later states, in minutes from now. Default none. */
  readonly changes?: readonly { readonly afterMinutes: number; readonly state: AlarmState }[];
  /** True: it is made of other alarms. DescribeAlarms lists it only when asked to. Default false. */
  readonly composite?: boolean;
  readonly description?: string;
  /** Default: the simulator's default Region. */
  readonly region?: string;
}

/** An alarm as the simulator stores it. */
export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  readonly composite: boolean;
  readonly description: string | undefined;
  readonly createdAt: Date;
  /** What it is from an instant on, in the order of time. */
  readonly states: readonly { readonly at: Date; readonly state: AlarmState }[];
}

/** What an alarm is at an instant, and since when. */
export function alarmAt(
  { states, createdAt }: AlarmRecord,
  now: Date,
): { readonly at: Date; readonly state: AlarmState } {
  return states.findLast(({ at }) => at <= now) ?? { at: createdAt, state: 'INSUFFICIENT_DATA' };
}
