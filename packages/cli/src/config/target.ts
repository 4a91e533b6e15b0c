/** Whose images: a profile and a Region as the AWS CLI has them. */
export interface Target {
  /** @defaultValue what the AWS SDK finds: environment, default profile, container, instance */
  readonly profile?: string;
  /** @defaultValue AWS_REGION, AWS_DEFAULT_REGION, the profile's */
  readonly region?: string;
}
