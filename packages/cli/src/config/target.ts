/** Whose images: a profile and a Region as the AWS CLI has them. */
export interface Target {
  /** @defaultValue what the AWS SDK finds: environment, default profile, container, instance */
  readonly profile?: string;
  /** @defaultValue AWS_REGION, AWS_DEFAULT_REGION, the profile's */
  readonly region?: string;
}

/** Such as `production/eu-west-1`: what of a target was named. */
export function targetName({ profile, region }: Target): string {
  return [profile, region].filter((part) => part !== undefined).join('/') || 'default';
}
