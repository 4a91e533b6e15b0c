import type { PermissionStatement } from '@appstream-campaign/lambda-handler';
import type { Call } from '@appstream-campaign/simulator';

/** What a caller asks IAM for: one action on one resource, and what the conditions may look at. */
export interface Question {
  readonly action: string;
  /** `*` for actions that know no resources. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Tags of an image or a fleet, by name, as they were when a call came. */
export type TagsOf = (name: string) => Readonly<Record<string, string>>;

const PLACE = 'us-east-1:123456789012';
const keys = (kind: 'RequestTag' | 'ResourceTag', tags: unknown) =>
  Object.fromEntries(
    Object.entries((tags ?? {}) as Readonly<Record<string, string>>).map(([key, value]) => [
      `aws:${kind}/${key}`,
      value,
    ]),
  );

/**
 * What a call is authorised on, by the Service Authorization Reference: the table of operations names the actions, the
 * table of actions their resources and condition keys.
 */
export function questionsOf({ service, operation, request }: Call, tagsOf: TagsOf): readonly Question[] {
  const image = (name: unknown) => `arn:aws:appstream:${PLACE}:image/${String(name)}`;
  switch (`${service}:${operation}`) {
    case 'appstream:CreateUpdatedImage': {
      const { existingImageName, newImageName, newImageTags } = request;
      const requested = keys('RequestTag', newImageTags);
      const create = 'appstream:CreateUpdatedImage';
      const source = {
        action: create,
        resource: image(existingImageName),
        context: { ...requested, ...keys('ResourceTag', tagsOf(String(existingImageName))) },
      };
      if (newImageTags === undefined) return [source];
      const successor = { resource: image(newImageName), context: requested };
      return [source, { action: 'appstream:TagResource', ...successor }];
    }
    case 'appstream:TagResource':
    case 'appstream:UntagResource': {
      const arn = String(request.ResourceArn);
      const context = {
        ...keys('ResourceTag', tagsOf(arn.slice(arn.lastIndexOf('/') + 1))),
        ...keys('RequestTag', request.Tags),
      };
      return [{ action: `appstream:${operation}`, resource: arn, context }];
    }
    case 'appstream:DeleteImage': {
      const context = keys('ResourceTag', tagsOf(String(request.Name)));
      return [{ action: 'appstream:DeleteImage', resource: image(request.Name), context }];
    }
    case 'appstream:DescribeImages':
    case 'appstream:ListTagsForResource':
      return [{ action: `appstream:${operation}`, resource: '*', context: {} }];
    case 'appstream:DescribeFleets':
    case 'appstream:DescribeImageBuilders':
      return [{ action: `appstream:${operation}`, resource: '*', context: {} }];
    case 'appstream:DescribeImagePermissions':
    case 'appstream:UpdateImagePermissions': {
      const context = keys('ResourceTag', tagsOf(String(request.Name)));
      return [{ action: `appstream:${operation}`, resource: image(request.Name), context }];
    }
    case 'appstream:UpdateFleet': {
      const name = String(request.Name);
      const action = 'appstream:UpdateFleet';
      const arn = String(request.ImageArn);
      return [
        {
          action,
          resource: `arn:aws:appstream:${PLACE}:fleet/${name}`,
          context: keys('ResourceTag', tagsOf(name)),
        },
        { action, resource: arn, context: keys('ResourceTag', tagsOf(arn.slice(arn.lastIndexOf('/') + 1))) },
      ];
    }
    case 'appstream:ListAssociatedStacks':
    case 'appstream:DescribeSessions':
    case 'appstream:DrainSessionInstance':
      // No statement names a stack or a session, so they have to be allowed on everything.
      return [{ action: `appstream:${operation}`, resource: '*', context: {} }];
    case 'cloudwatch:DescribeAlarms':
      return [{ action: 'cloudwatch:DescribeAlarms', resource: '*', context: {} }];
    case 'ssm:GetParameters':
    case 'ssm:PutParameter': {
      const names = operation === 'PutParameter' ? [request.Name] : (request.Names as readonly unknown[]);
      return names.map((name) => ({
        action: `ssm:${operation}`,
        resource: `arn:aws:ssm:${PLACE}:parameter${String(name)}`,
        context: {},
      }));
    }
    case 'quotas:GetServiceQuota':
    case 'quotas:GetAWSDefaultServiceQuota':
      return [{ action: `servicequotas:${operation}`, resource: '*', context: {} }];
    case 'pricing:GetProducts':
      return [{ action: 'pricing:GetProducts', resource: '*', context: {} }];
    case 'sts:GetCallerIdentity':
      // Everybody may, whatever a policy says.
      return [];
    case 'tagging:GetResources':
      return [{ action: 'tag:GetResources', resource: '*', context: {} }];
    case 'ses:SendEmail': {
      const from = String(request.Source).replace(/^.*<(.*)>$/, '$1');
      const context = { 'ses:FromAddress': from };
      const set = request.ConfigurationSetName;
      const domain = from.slice(from.indexOf('@') + 1);
      return [
        { action: 'ses:SendEmail', resource: `arn:aws:ses:${PLACE}:identity/${domain}`, context },
        ...(set === undefined
          ? []
          : [
              {
                action: 'ses:SendEmail',
                resource: `arn:aws:ses:${PLACE}:configuration-set/${String(set)}`,
                context,
              },
            ]),
      ];
    }
    case 'sns:Publish':
      return [{ action: 'sns:Publish', resource: String(request.TopicArn), context: {} }];
    case 'events:PutEvents': {
      const entries = request.Entries as readonly { readonly EventBusName?: string }[];
      const buses = new Set(entries.map(({ EventBusName: bus = 'default' }) => bus));
      return [...buses].map((bus) => ({
        action: 'events:PutEvents',
        resource: `arn:aws:events:${PLACE}:event-bus/${bus}`,
        context: {},
      }));
    }
    case 'ssm:GetParameter': {
      const path = String(request.Name).replace(/^\//, '');
      return [
        { action: 'ssm:GetParameter', resource: `arn:aws:ssm:${PLACE}:parameter/${path}`, context: {} },
      ];
    }
    default:
      throw new Error(`Nobody has said yet what ${service}:${operation} is authorised on. Say it here.`);
  }
}

/** The statement that allows it, or undefined: nothing does. */
export function allowing(
  statements: readonly PermissionStatement[],
  { action, resource, context }: Question,
): PermissionStatement | undefined {
  return statements.find(
    (statement) =>
      statement.actions.includes(action) &&
      statement.resources.some((pattern) => matches(pattern, resource)) &&
      Object.entries(statement.conditions ?? {}).every(([operator, byKey]) =>
        Object.entries(byKey).every(([key, value]) => holds(operator, context[key], value)),
      ),
  );
}

function matches(pattern: string, resource: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(resource);
}

function holds(operator: string, actual: string | undefined, wanted: string): boolean {
  if (operator === 'StringEquals') return actual === wanted;
  if (operator === 'Null') return (actual === undefined) === (wanted === 'true');
  throw new Error(`The operator ${operator} is not played here.`);
}
