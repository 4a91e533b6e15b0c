import { AwsError } from '../errors/aws-error.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { type Caller, sessionCaller } from '../world/accounts.ts';
import type { RoleSpec } from '../world/roles.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly ExternalId?: string;
}

// Constraints of the service model: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    RoleArn: { type: 'string', min: 20, max: 2048 },
    RoleSessionName: { type: 'string', min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
    DurationSeconds: { type: 'integer', min: 900, max: 43_200 },
    ExternalId: { type: 'string', min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
  },
  required: ['RoleArn', 'RoleSessionName'],
  unplayed: [
    'PolicyArns',
    'Policy',
    'Tags',
    'TransitiveTagKeys',
    'SerialNumber',
    'TokenCode',
    'SourceIdentity',
    'ProvidedContexts',
  ],
};

const HOUR = 3600;

/** A role that isn't there, and one that doesn't trust the caller, are refused alike. */
export const assumeRole: Operation<Request> = {
  service: 'sts',
  name: 'AssumeRole',
  input,
  run: (request, { accounts, caller, now }) => {
    const found = accounts.role(request.RoleArn);
    if (found === undefined || !isTrusted(found.role, caller, request.ExternalId)) {
      throw new AwsError(
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${request.RoleArn}`,
        403,
      );
    }
    const { account, role } = found;
    const seconds = request.DurationSeconds ?? HOUR;
    refuseTooLong(seconds, role, caller);
    const session = accounts.begin(
      account,
      role,
      request.RoleSessionName,
      new Date(now.getTime() + seconds * 1000),
    );
    const { arn, userId } = sessionCaller(account, role, request.RoleSessionName);
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.token,
        Expiration: session.endsAt,
      },
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
    };
  },
};

function isTrusted(role: RoleSpec, caller: Caller, externalId: string | undefined): boolean {
  if (role.externalId !== undefined && role.externalId !== externalId) return false;
  const { account } = caller.account.settings;
  return role.trusts.some((principal) => {
    const isAccount = principal === account || /^arn:[^:]+:iam::(\d+):root$/.exec(principal)?.[1] === account;
    return principal === '*' || isAccount || principal === caller.arn || principal === caller.roleArn;
  });
}

function refuseTooLong(seconds: number, role: RoleSpec, caller: Caller): void {
  if (caller.roleArn !== undefined && seconds > HOUR) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > (role.maxSessionMinutes ?? 60) * 60) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}
