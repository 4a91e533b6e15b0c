import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors/aws-error.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly SecretId: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    SecretId: { type: 'string', min: 1, max: 2048 },
    VersionId: { type: 'string', min: 32, max: 64 },
    VersionStage: { type: 'string', min: 1, max: 256 },
  },
  required: ['SecretId'],
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: Operation<Request> = {
  service: 'secretsmanager',
  name: 'GetSecretValue',
  input,
  run: ({ SecretId: given }, { account, region }) => {
    // The ARN of a secret ends in a dash and six characters of its own.
    const name = /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:(.+)-\w{6}$/.exec(given)?.[1] ?? given;
    const { secrets } = account.settings;
    const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (value === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return {
      ARN: `arn:aws:secretsmanager:${region.name}:${account.settings.account}:secret:${name}-AbCdEf`,
      Name: name,
      SecretString: value,
      VersionId: randomUUID(),
      VersionStages: ['AWSCURRENT'],
    };
  },
};
