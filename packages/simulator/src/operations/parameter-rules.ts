import { AwsError } from '../errors/aws-error.ts';

const LEVELS = 15;
const STANDARD_CHARACTERS = 4096;
const ADVANCED_CHARACTERS = 8192;

/** Rules of names: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export function refuseUnfitName(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive), except global parameter name path prefixed with "aws" (case-insensitive).',
    );
  }
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) {
    throw invalid(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw invalid('Parameter name must be a fully qualified name.');
  }
  if (name.split('/').length - 1 > LEVELS) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have ${LEVELS} levels at the most.`,
    );
  }
}

/** Rules of values. */
export function refuseUnfitValue(value: string, tier: string | undefined): void {
  if (value === '') {
    throw invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  }
  const most = tier === undefined || tier === 'Standard' ? STANDARD_CHARACTERS : ADVANCED_CHARACTERS;
  if (value.length > most) {
    throw invalid(
      `${tier ?? 'Standard'} tier parameters support a maximum parameter value of ${most} characters.`,
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
