import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkHub, hubPermissions, targetPermissions } from '@appstream-campaign/lambda-handler';
import { describe, expect, test } from 'vitest';
import { PLACE, readTemplate, resolve } from '../../packages/cdk/test/deployments/cloudformation.ts';
import { findings } from '../../packages/cdk/test/deployments/validator.ts';
import { readHub, runHub } from '../../packages/lambda-handler/test/hub-run.ts';
import { createCompany, HUB_ROLE, image, spoke } from '../../packages/lambda-handler/test/targets.ts';

const TEMPLATE = new URL('hub.yaml', import.meta.url);
const template = await readTemplate(TEMPLATE);
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:images';
const campaignMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:images';
const given = {
  FunctionArn: functionArn,
  FunctionRoleArn: HUB_ROLE,
  StateMachineArn: campaignMachineArn,
  Accounts: '111111111111,222222222222',
  Regions: 'us-east-1,eu-west-1',
  RoleName: 'Spoke',
  ExternalId: 'campaign-7',
  Name: 'Hub',
};

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
const plain = (statements: readonly Statement[]) =>
  statements.map(({ Sid, Action, Resource }) => ({
    sid: Sid,
    actions: [Action].flat(),
    resources: [Resource].flat(),
  }));
const propertiesOf = (id: string, more: object = {}) =>
  resolve(template, { ...given, ...more })[id]?.Properties as Readonly<Record<string, never>>;
const inputOf = (more: object) =>
  JSON.parse((propertiesOf('Schedule', more).Target as unknown as { Input: string }).Input) as object;

describe('the template of the hub', () => {
  test('lets the function assume the roles of the accounts, and no others', () => {
    const { RoleName, PolicyDocument } = propertiesOf('AssumeTargetRoles') as unknown as {
      readonly RoleName: string;
      readonly PolicyDocument: { readonly Statement: readonly Statement[] };
    };
    expect(RoleName).toBe('Hub');
    const [listed] = targetPermissions(['arn:aws:iam::*:role/Spoke']);
    expect(PolicyDocument.Statement).toEqual([
      {
        Sid: listed?.sid,
        Effect: 'Allow',
        Action: listed?.actions[0],
        Resource: listed?.resources[0],
        Condition: { StringEquals: { 'aws:ResourceAccount': ['111111111111', '222222222222'] } },
      },
    ]);
  });

  const rolloutFunctionArn = `${functionArn}-rollout`;
  const pruneFunctionArn = `${functionArn}-prune`;
  const passes = {
    RolloutFunctionArn: rolloutFunctionArn,
    RolloutFunctionRoleArn: `${HUB_ROLE}Rollout`,
    PruneFunctionArn: pruneFunctionArn,
    PruneFunctionRoleArn: `${HUB_ROLE}Prune`,
  };
  const units = ['ou-abcd-11111111', 'ou-abcd-22222222'];
  const byUnits = { Accounts: '', OrganizationalUnits: units.join(',') };

  test('lets the functions that make passes assume the roles for them, where it has passes', () => {
    const all = { ...given, ...passes };
    for (const [id, hubRole, role] of [
      ['AssumeRolloutRoles', 'HubRollout', 'Spoke-rollout'],
      ['AssumePruneRoles', 'HubPrune', 'Spoke-prune'],
    ] as const) {
      expect(resolve(template, given)[id]).toBeUndefined();
      expect(resolve(template, all)[id]?.Properties).toMatchObject({
        RoleName: hubRole,
        PolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${role}` }],
        },
      });
    }
  });

  test('lets the functions assume roles of the organisational units alone, where it has those', () => {
    const { AssumeTargetRoles } = resolve(template, { ...given, ...byUnits });
    expect(AssumeTargetRoles?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Condition: {
              'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': units.map((unit) => `*/${unit}/`) },
            },
          },
        ],
      },
    });
  });

  test.each([
    ['as it comes', {}, {}],
    ['with passes', passes, { rolloutFunctionArn, pruneFunctionArn }],
    ['with organisational units', byUnits, { organizationalUnits: units }],
  ])('gives the state machine what the list has, and the delivery of its log: %s', (_, parameters, more) => {
    const { Policies, AssumeRolePolicyDocument } = propertiesOf('HubRole', parameters) as unknown as {
      readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
      readonly AssumeRolePolicyDocument: unknown;
    };
    const statements = plain(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
    const listed = hubPermissions({
      ...PLACE,
      functionArn,
      ...more,
      campaignMachineArn,
      hubMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Hub',
    });
    expect(statements.filter(({ sid }) => sid !== 'DeliverLog')).toEqual(
      listed.map(({ purpose: _, ...statement }) => statement),
    );
    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'states.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:Hub' },
          },
        },
      ],
    });
  });

  test('fills in every part of the definition, which calls what the role allows', async () => {
    const { DefinitionSubstitutions } = propertiesOf('Hub') as unknown as {
      readonly DefinitionSubstitutions: Readonly<Record<string, string>>;
    };
    const definition = readFileSync(
      new URL('../../packages/lambda-handler/hub.asl.json', import.meta.url),
      'utf8',
    );
    const { Comment: _, ...states } = JSON.parse(definition) as { readonly Comment: string };
    const named = [...JSON.stringify(states).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(DefinitionSubstitutions).toSorted());
    const resources = JSON.stringify(await readHub()).match(/"Resource":"[^"]+"/g);
    expect(new Set(resources)).toEqual(
      new Set([
        '"Resource":"arn:aws:lambda:us-east-1:123456789012:function:campaign"',
        '"Resource":"arn:aws:states:::states:startExecution.sync:2"',
        '"Resource":"arn:aws:states:::lambda:invoke"',
        '"Resource":"arn:aws:states:::aws-sdk:organizations:listAccountsForParent"',
      ]),
    );
  });

  test('gives the hub an input that it takes: a campaign in each account and Region', async () => {
    const mail = { FromAddress: 'it@example.com', ToAddress: 'a@example.com,b@example.com' };
    expect(inputOf(mail)).toMatchObject({ ToAddress: ['a@example.com', 'b@example.com'] });
    const images = [image('Desk'), image('Desk', 'eu-west-1')];
    const company = await createCompany([
      spoke('111111111111', { images }),
      spoke('222222222222', { images }),
    ]);
    const run = await runHub(inputOf(mail), company);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 4, Stopped: 0 } });
  });

  test('gives passes an input that the hub takes, with the roles for them', () => {
    for (const [id, pass] of [
      ['RolloutSchedule', 'rollout'],
      ['PruneSchedule', 'prune'],
    ] as const) {
      const { Target } = propertiesOf(id, { ...passes, ...byUnits }) as unknown as {
        readonly Target: { readonly Input: string };
      };
      const input = JSON.parse(Target.Input);
      expect(input).toMatchObject({ Pass: pass, OrganizationalUnits: units, RoleName: `Spoke-${pass}` });
      expect(() => checkHub(input)).not.toThrow();
    }
    expect(resolve(template, given)).not.toHaveProperty('RolloutSchedule');
    expect(resolve(template, given)).not.toHaveProperty('PruneSchedule');
  });

  test("gives neither errors nor warnings to AWS's validator", () => {
    expect(findings(fileURLToPath(TEMPLATE))).toEqual([]);
  });
});

test('the README names every parameter of both templates, and no other', async () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const spokeTemplate = await readTemplate(new URL('spoke.yaml', import.meta.url));
  const [, hubPart = '', spokePart = ''] = /## The hub\n([\s\S]*)## The spokes\n([\s\S]*)/.exec(readme) ?? [];
  const named = (part: string) =>
    [...part.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
  expect(named(hubPart).toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
  expect(named(spokePart).toSorted()).toEqual(Object.keys(spokeTemplate.Parameters ?? {}).toSorted());
});
