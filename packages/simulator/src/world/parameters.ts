import { type Account, arnPartition, type Region } from './account.ts';
import type { ParameterRecord } from './parameter-record.ts';

/** A parameter as it is now: as it was put, or else as the scenario has it in every Region. */
export function parameterNamed(account: Account, region: Region, name: string): ParameterRecord | undefined {
  if (region.parameters.has(name)) return region.parameters.get(name) ?? undefined;
  const { parameters } = account.settings;
  const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (given === undefined) return undefined;
  const { value, type } = typeof given === 'string' ? { value: given, type: 'SecureString' as const } : given;
  return { name, value, type, version: 1, modifiedAt: undefined };
}

/** The ARN of a parameter. */
export function parameterArn(account: Account, region: Region, name: string): string {
  const owner = `${region.name}:${account.settings.account}`;
  return `arn:${arnPartition(region.name)}:ssm:${owner}:parameter/${name.replace(/^\//, '')}`;
}
