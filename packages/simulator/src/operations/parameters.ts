import { AwsError } from '../errors/aws-error.ts';
import { flag, text } from '../validation/appstream-shapes.ts';
import type { RequestShape, StringShape } from '../validation/shapes.ts';
import type { ParameterRecord, ParameterType } from '../world/parameter-record.ts';
import { parameterArn, parameterNamed } from '../world/parameters.ts';
import type { Operation, OperationContext } from './operation.ts';
import { refuseUnfitName, refuseUnfitValue } from './parameter-rules.ts';

interface GetRequest {
  readonly Name: string;
  readonly WithDecryption?: boolean;
}

interface GetSeveralRequest {
  readonly Names: readonly string[];
  readonly WithDecryption?: boolean;
}

interface PutRequest {
  readonly Name: string;
  readonly Value: string;
  readonly Type?: ParameterType;
  readonly Overwrite?: boolean;
  readonly Description?: string;
  readonly Tier?: string;
}

interface DeleteRequest {
  readonly Name: string;
}

// Constraints of the service model: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
const name: StringShape = { type: 'string', min: 1, max: 2048 };

const getInput: RequestShape<GetRequest> = {
  type: 'structure',
  members: { Name: name, WithDecryption: flag },
  required: ['Name'],
};

const getSeveralInput: RequestShape<GetSeveralRequest> = {
  type: 'structure',
  members: { Names: { type: 'list', of: name, min: 1, max: 10 }, WithDecryption: flag },
  required: ['Names'],
};

const putInput: RequestShape<PutRequest> = {
  type: 'structure',
  members: {
    Name: name,
    Value: text,
    Type: { type: 'string', oneOf: ['String', 'StringList', 'SecureString'] },
    Overwrite: flag,
    Description: { type: 'string', max: 1024 },
    Tier: { type: 'string', oneOf: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
  },
  required: ['Name', 'Value'],
  unplayed: ['KeyId', 'AllowedPattern', 'Tags', 'Policies', 'DataType'],
};

const deleteInput: RequestShape<DeleteRequest> = {
  type: 'structure',
  members: { Name: name },
  required: ['Name'],
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter: Operation<GetRequest> = {
  service: 'ssm',
  name: 'GetParameter',
  input: getInput,
  run: (request, context) => {
    const found = find(request.Name, context);
    if (found === undefined) throw notFound(request.Name);
    return { Parameter: onTheWire(found, request.WithDecryption, context) };
  },
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const getParameters: Operation<GetSeveralRequest> = {
  service: 'ssm',
  name: 'GetParameters',
  input: getSeveralInput,
  run: (request, context) => {
    const asked = request.Names.map((given) => ({ given, found: find(given, context) }));
    return {
      Parameters: asked.flatMap(({ found }) =>
        found === undefined ? [] : [onTheWire(found, request.WithDecryption, context)],
      ),
      InvalidParameters: asked.flatMap(({ given, found }) => (found === undefined ? [given] : [])),
    };
  },
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const putParameter: Operation<PutRequest> = {
  service: 'ssm',
  name: 'PutParameter',
  input: putInput,
  run: (request, context) => {
    const { account, region, now } = context;
    const given = nameIn(request.Name);
    refuseUnfitName(given);
    const earlier = parameterNamed(account, region, given);
    if (earlier !== undefined && request.Overwrite !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const type = request.Type ?? earlier?.type;
    if (type === undefined) {
      throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
    }
    refuseUnfitValue(request.Value, request.Tier);
    const version = (earlier?.version ?? 0) + 1;
    region.parameters.set(given, { name: given, value: request.Value, type, version, modifiedAt: now });
    return { Version: version, Tier: request.Tier === 'Advanced' ? 'Advanced' : 'Standard' };
  },
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter: Operation<DeleteRequest> = {
  service: 'ssm',
  name: 'DeleteParameter',
  input: deleteInput,
  run: (request, context) => {
    if (find(request.Name, context) === undefined) throw notFound(request.Name);
    // One that the scenario has in every Region must not come back.
    context.region.parameters.set(nameIn(request.Name), null);
    return {};
  },
};

function find(given: string, { account, region }: OperationContext): ParameterRecord | undefined {
  return parameterNamed(account, region, nameIn(given));
}

/** A parameter can be asked for by its ARN, too. */
function nameIn(given: string): string {
  return /^arn:[^:]+:ssm:[^:]+:\d{12}:parameter(\/.+)$/.exec(given)?.[1] ?? given;
}

function notFound(given: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${given} not found.`);
}

/** Who forgets WithDecryption notices. */
function onTheWire(
  { name: found, type, value, version, modifiedAt }: ParameterRecord,
  decrypted: boolean | undefined,
  { account, region }: OperationContext,
): object {
  const readable = type !== 'SecureString' || decrypted === true;
  return {
    Name: found,
    Type: type,
    Value: readable ? value : `kms:alias/aws/ssm:${Buffer.from(found).toString('base64')}`,
    Version: version,
    LastModifiedDate: modifiedAt,
    ARN: parameterArn(account, region, found),
    DataType: 'text',
  };
}
