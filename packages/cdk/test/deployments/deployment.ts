import type { PermissionStatement } from '@appstream-campaign/lambda-handler';
import type { Resource } from './cloudformation.ts';

/** A deployment, as AWS would have it: what the tests look at, wherever the template has it. */
export interface Deployment {
  readonly functionArn: string;
  readonly function: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly stateMachineArn: string;
  readonly stateMachine: Readonly<Record<string, unknown>>;
  /** The definition with its substitutions filled in. */
  readonly definition: Definition;
  readonly schedule: Schedule;
  readonly queueArn: string;
  readonly alarms: readonly Readonly<Record<string, unknown>>[];
  /** Where mails of the alarms go, when the deployment has a topic of its own. */
  readonly subscriptions: readonly string[];
  /** All resources of a type. */
  all(
    type: RegExp,
  ): readonly { readonly type: string; readonly properties: Readonly<Record<string, unknown>> }[];
  /** Statements of the role with this ARN. */
  statementsOf(roleArn: string): readonly PermissionStatement[];
  /** Who may take the role. */
  trustOf(roleArn: string): unknown;
}

/** A definition in the Amazon States Language. */
interface Definition {
  readonly States: Readonly<Record<string, { readonly Type: string; readonly Resource?: string }>>;
}

/** Properties of a schedule. */
interface Schedule {
  readonly State: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly FlexibleTimeWindow: { readonly Mode: string; readonly MaximumWindowInMinutes: number | string };
  readonly Target: {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly Input: string;
    readonly RetryPolicy: Readonly<Record<string, number>>;
    readonly DeadLetterConfig: { readonly Arn: string };
  };
}

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: PermissionStatement['conditions'];
  }[];
}

const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];
const named = (kind: string, id: string) => `arn:aws:${kind}${id}`;

/**
 * Finds the parts of a deployment among its resources, each of which there is exactly one of.
 * @param definitionText the definition, when the template names a file instead of holding it
 */
export function deploymentOf(
  resources: Readonly<Record<string, Resource>>,
  definitionText?: string,
): Deployment {
  const all = (type: RegExp) =>
    Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
      type.test(Type) ? [{ id, type: Type, properties: Properties }] : [],
    );
  const one = (type: RegExp) => {
    const [first, ...more] = all(type);
    if (first === undefined || more.length > 0) throw new Error(`There is not exactly one ${type.source}.`);
    return first;
  };
  const lambda = one(/^AWS::(Serverless|Lambda)::Function$/);
  const machine = one(/^AWS::(Serverless|StepFunctions)::StateMachine$/);
  const substitutions = machine.properties.DefinitionSubstitutions as Readonly<Record<string, string>>;
  const text = Object.entries(substitutions).reduce(
    (filled, [name, replacement]) => filled.replaceAll(`\${${name}}`, replacement),
    definitionText ?? String(machine.properties.DefinitionString),
  );
  const roleArn = (id: string) => named('iam::123456789012:role/', id);
  const role = (arn: string) => {
    const found = all(/^AWS::IAM::Role$/).find(({ id }) => roleArn(id) === arn);
    if (found === undefined) throw new Error(`There is no role ${arn}.`);
    return found;
  };
  const { Environment } = lambda.properties as {
    readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  };
  return {
    all,
    functionArn: named('lambda:us-east-1:123456789012:function:', lambda.id),
    function: lambda.properties,
    environment: Environment?.Variables ?? {},
    stateMachineArn: named('states:us-east-1:123456789012:stateMachine:', machine.id),
    stateMachine: machine.properties,
    definition: JSON.parse(text) as Definition,
    schedule: one(/^AWS::Scheduler::Schedule$/).properties as unknown as Schedule,
    queueArn: named('sqs:us-east-1:123456789012:', one(/^AWS::SQS::Queue$/).id),
    alarms: all(/^AWS::CloudWatch::Alarm$/).map(({ properties }) => properties),
    subscriptions: [
      ...all(/^AWS::SNS::Subscription$/).map(({ properties }) => String(properties.Endpoint)),
      ...all(/^AWS::SNS::Topic$/).flatMap(({ properties }) =>
        ((properties.Subscription ?? []) as readonly { Endpoint: string }[]).map(({ Endpoint }) => Endpoint),
      ),
    ],
    statementsOf(arn) {
      const { id, properties } = role(arn);
      if (properties.ManagedPolicyArns !== undefined) throw new Error(`${id} has managed policies.`);
      const inline = (properties.Policies ?? []) as readonly { readonly PolicyDocument: PolicyDocument }[];
      const attached = all(/^AWS::IAM::(Managed)?Policy$/)
        .filter(({ properties: policy }) => (policy.Roles as readonly string[]).includes(id))
        .map(({ properties: policy }) => policy as unknown as { readonly PolicyDocument: PolicyDocument });
      return [...inline, ...attached].flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.map((statement, index) => {
          if (statement.Effect !== 'Allow') throw new Error(`${id} has a statement that denies.`);
          return {
            sid: statement.Sid ?? `Statement${index}`,
            purpose: '',
            actions: list(statement.Action),
            resources: list(statement.Resource),
            ...(statement.Condition === undefined ? {} : { conditions: statement.Condition }),
          };
        }),
      );
    },
    trustOf: (arn) => role(arn).properties.AssumeRolePolicyDocument,
  };
}
