import { AwsError } from '../errors/aws-error.ts';
import { flag } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly Name: string;
  readonly WithDecryption?: boolean;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { Name: { type: 'string', min: 1, max: 2048 }, WithDecryption: flag },
  required: ['Name'],
};

/**
 * All parameters are SecureStrings, so that who forgets WithDecryption notices.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export const getParameter: Operation<Request> = {
  service: 'ssm',
  name: 'GetParameter',
  input,
  run: ({ Name: given, WithDecryption: decrypted = false }, { account, region }) => {
    // A parameter can be asked for by its ARN, too.
    const name = /^arn:[^:]+:ssm:[^:]+:\d{12}:parameter(\/.+)$/.exec(given)?.[1] ?? given;
    const { parameters } = account.settings;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) throw new AwsError('ParameterNotFound', `Parameter ${given} not found.`);
    return {
      Parameter: {
        Name: name,
        Type: 'SecureString',
        Value: decrypted ? value : `kms:alias/aws/ssm:${Buffer.from(name).toString('base64')}`,
        Version: 1,
        ARN: `arn:aws:ssm:${region.name}:${account.settings.account}:parameter/${name.replace(/^\//, '')}`,
        DataType: 'text',
      },
    };
  },
};
