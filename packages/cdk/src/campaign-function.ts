import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import {
  type EnvironmentFeatures,
  featuresOf,
  type PermissionStatement,
} from '@appstream-campaign/lambda-handler';
import { Duration, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';

/**
 * 512 MiB and five minutes: what the largest campaign's check needs several times over, and what an ordinary one uses
 * too little of to pay for. Measured; the numbers are in docs/deployment.md.
 */
export const MEMORY_MIB = 512;
export const TIMEOUT: Duration = Duration.minutes(5);

/** The self-contained bundle of the handler, as its package ships it. */
export function handlerCode(): Code {
  const bundle = createRequire(import.meta.url).resolve(
    '@appstream-campaign/lambda-handler/lambda/index.mjs',
  );
  // Node reads a source map only when it is told to.
  return Code.fromAsset(dirname(bundle), { exclude: ['*.map'] });
}

/** What follows from the variables. What nobody can read yet is left to a grant: references, and the ARN of a bus. */
export function permittedBy(environment: Readonly<Record<string, string>>): EnvironmentFeatures {
  const { secrets = [], eventBus, ...features } = featuresOf(environment);
  return {
    ...features,
    ...(eventBus === undefined || Token.isUnresolved(eventBus) ? {} : { eventBus }),
    secrets: secrets.filter((reference) => !Token.isUnresolved(reference)),
  };
}

/** A statement of the handler's own list, as CDK has it. */
export function toPolicyStatement(statement: PermissionStatement): PolicyStatement {
  const { sid, actions, resources, conditions } = statement;
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });
}
