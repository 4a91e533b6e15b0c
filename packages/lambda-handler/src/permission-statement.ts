/** One statement of a policy; the effect is always Allow. */
export interface PermissionStatement {
  /** Letters and digits, unique within a role. */
  readonly sid: string;
  /** What it is for, and why it is no narrower. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** ARNs, with `*` for unknown parts; or `*` alone if the action does not support resources. */
  readonly resources: readonly string[];
  /** Conditions by operator and key, as IAM writes them. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where a deployment is. */
export interface Place {
  /** Such as `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}
