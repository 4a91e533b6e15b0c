import type { ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export const BOUNDARY_ARN = 'arn:aws:iam::123456789012:policy/boundary';
export const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A key and a boundary that an account has already. */
export function guards(scope: Construct): ImageUpdateCampaignProps {
  return {
    encryptionKey: Key.fromKeyArn(scope, 'Key', KEY_ARN),
    permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(scope, 'Boundary', BOUNDARY_ARN),
  };
}
