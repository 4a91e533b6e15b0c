/** When passes are made. */
export interface PassSchedule {
  /** When passes are made: an expression of EventBridge Scheduler. */
  readonly schedule?: string;
  /** Time zone of the expression. @defaultValue `Etc/UTC` */
  readonly timeZone?: string;
  /** @defaultValue true */
  readonly scheduleEnabled?: boolean;
}
