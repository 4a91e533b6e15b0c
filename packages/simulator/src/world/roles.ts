/** An IAM role to assume. */
export interface RoleSpec {
  /** Its name, with its path when it has one: `Spoke` or `campaigns/Spoke`. */
  readonly name: string;
  /** Who may assume it: account ids, ARNs of users and roles, or `*`. */
  readonly trusts: readonly string[];
  /** What the caller must give as external id. Default: none is asked for. */
  readonly externalId?: string;
  /** IAM actions that its sessions may use. Default: those that the account allows. */
  readonly allow?: readonly string[];
  /** The longest session in minutes. Default 60. */
  readonly maxSessionMinutes?: number;
  /** Credentials with this id are a session of the role that never ends, as a Lambda function has one. */
  readonly accessKeyId?: string;
}
