import { readFile } from 'node:fs/promises';
import { type CollectionTag, parse, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';

/** A template, as far as deployments use one. */
export interface Template {
  readonly Parameters?: Readonly<
    Record<string, { readonly Type: string; readonly Default?: string | number }>
  >;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Condition?: string; readonly Value: unknown }>>;
}

/** A resource. What its properties are follows from its type; here they are looked up by path. */
export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Where the tests deploy to. */
export const PLACE = { partition: 'aws', region: 'us-east-1', account: '123456789012' } as const;

const NOTHING = Symbol('AWS::NoValue');
const PSEUDO: Readonly<Record<string, unknown>> = {
  'AWS::Partition': PLACE.partition,
  'AWS::Region': PLACE.region,
  'AWS::AccountId': PLACE.account,
  'AWS::StackName': 'stack',
  'AWS::NoValue': NOTHING,
};
const ARN_SERVICES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'lambda:us-east-1:123456789012:function:',
  'AWS::Lambda::Function': 'lambda:us-east-1:123456789012:function:',
  'AWS::Serverless::StateMachine': 'states:us-east-1:123456789012:stateMachine:',
  'AWS::StepFunctions::StateMachine': 'states:us-east-1:123456789012:stateMachine:',
  'AWS::IAM::Role': 'iam::123456789012:role/',
  'AWS::SQS::Queue': 'sqs:us-east-1:123456789012:',
  'AWS::SNS::Topic': 'sns:us-east-1:123456789012:',
  'AWS::Logs::LogGroup': 'logs:us-east-1:123456789012:log-group:',
};
const REF_IS_ARN = /StateMachine$|^AWS::SNS::Topic$/;

const SHORT = [
  'Ref',
  'Sub',
  'If',
  'Not',
  'And',
  'Or',
  'Equals',
  'Join',
  'Select',
  'Split',
  'GetAtt',
  'Condition',
];
const longName = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);
const shortTags: (ScalarTag | CollectionTag)[] = SHORT.flatMap((name) => [
  {
    tag: `!${name}`,
    resolve: (text: string) => ({ [longName(name)]: name === 'GetAtt' ? text.split('.') : text }),
  },
  {
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (list: YAMLMap | YAMLSeq) => ({ [longName(name)]: list.toJSON() as unknown }),
  },
]);

/** Reads a template in YAML, with the short forms of the intrinsic functions. */
export async function readTemplate(path: URL): Promise<Template> {
  return parse(await readFile(path, 'utf8'), { customTags: shortTags }) as Template;
}

/** The resources that a deployment with these parameters makes, with every intrinsic function resolved. */
export function resolve(
  template: Template,
  given: Readonly<Record<string, string | number>> = {},
): Readonly<Record<string, Resource>> {
  const { condition, value } = resolver(template, given);
  return Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || condition(Condition))
      .map(([id, resource]) => [id, value(resource) as Resource]),
  );
}

/** The outputs that such a deployment shows. */
export function outputsOf(
  template: Template,
  given: Readonly<Record<string, string | number>> = {},
): Readonly<Record<string, string>> {
  const { condition, value } = resolver(template, given);
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {})
      .filter(([, { Condition }]) => Condition === undefined || condition(Condition))
      .map(([id, { Value }]) => [id, String(value(Value))]),
  );
}

function resolver(template: Template, given: Readonly<Record<string, string | number>>) {
  const unknown = Object.keys(given).filter((name) => template.Parameters?.[name] === undefined);
  if (unknown.length > 0) throw new Error(`The template has no parameter ${unknown.join(', ')}.`);
  const { Resources, Conditions = {} } = template;

  const parameter = (name: string): unknown => {
    const declared = template.Parameters?.[name];
    if (declared === undefined) return undefined;
    const value = given[name] ?? declared.Default;
    if (value === undefined) throw new Error(`The parameter ${name} has no value.`);
    return declared.Type === 'CommaDelimitedList' ? String(value).split(',') : String(value);
  };
  const attribute = (id: string, name: string): unknown => {
    const type = Resources[id]?.Type;
    if (type === undefined) throw new Error(`There is no ${id} to refer to.`);
    if (name !== 'Arn') return id;
    const service = ARN_SERVICES[type];
    if (service === undefined) throw new Error(`Nobody has said what the ARN of ${type} is.`);
    return `arn:aws:${service}${id}${type === 'AWS::Logs::LogGroup' ? ':*' : ''}`;
  };
  const reference = (name: string): unknown =>
    PSEUDO[name] ??
    parameter(name) ??
    attribute(name, REF_IS_ARN.test(Resources[name]?.Type ?? '') ? 'Arn' : 'Ref');
  const condition = (name: string): boolean => {
    if (!(name in Conditions)) throw new Error(`There is no condition ${name}.`);
    return value(Conditions[name]) === true;
  };
  const substitute = (text: string, variables: Readonly<Record<string, unknown>> = {}): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name in variables) return String(value(variables[name]));
      const [id = '', ...rest] = name.split('.');
      return String(rest.length === 0 ? reference(name) : attribute(id, rest.join('.')));
    });
  const functions: Readonly<Record<string, (argument: never) => unknown>> = {
    Ref: (name: string) => reference(name),
    Condition: (name: string) => condition(name),
    'Fn::GetAtt': ([id, name]: [string, string]) => attribute(id, name),
    'Fn::Sub': (argument: string | [string, Record<string, unknown>]) =>
      typeof argument === 'string' ? substitute(argument) : substitute(...argument),
    'Fn::If': ([name, yes, no]: [string, unknown, unknown]) => value(condition(name) ? yes : no),
    'Fn::Equals': ([a, b]: [unknown, unknown]) => value(a) === value(b),
    'Fn::Not': ([a]: [unknown]) => value(a) !== true,
    'Fn::Or': (all: unknown[]) => all.some((one) => value(one) === true),
    'Fn::And': (all: unknown[]) => all.every((one) => value(one) === true),
    'Fn::Join': ([glue, list]: [string, unknown]) => (value(list) as unknown[]).join(glue),
    'Fn::Split': ([glue, text]: [string, unknown]) => String(value(text)).split(glue),
    'Fn::Select': ([index, list]: [number, unknown]) => (value(list) as unknown[])[index],
  };
  const value = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(value).filter((one) => one !== NOTHING);
    if (typeof node !== 'object' || node === null) return node;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(node);
    const call = others.length === 0 ? functions[name] : undefined;
    if (call !== undefined && (name !== 'Condition' || typeof argument === 'string')) {
      return call(argument as never);
    }
    if (name.startsWith('Fn::')) throw new Error(`${name} is not resolved here.`);
    return Object.fromEntries(
      Object.entries(node)
        .map(([key, one]) => [key, value(one)] as const)
        .filter(([, one]) => one !== NOTHING),
    );
  };
  return { condition, value };
}
