import { AwsError } from '../../errors/aws-error.ts';
import { integer, name, nonEmptyText } from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import { type FleetRecord, minutesAfter, type SessionRecord } from '../../world/fleets/fleet-record.ts';
import { presentFleet } from '../../world/fleets/region-fleets.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';

interface Request {
  readonly StackName: string;
  readonly FleetName: string;
  readonly UserId?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
  readonly AuthenticationType?: string;
  readonly InstanceId?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    StackName: name,
    FleetName: name,
    UserId: { type: 'string', min: 2, max: 128 },
    NextToken: nonEmptyText,
    Limit: integer,
    AuthenticationType: { type: 'string', oneOf: ['API', 'SAML', 'USERPOOL', 'AWS_AD'] },
    InstanceId: nonEmptyText,
  },
  required: ['StackName', 'FleetName'],
};

const USUAL_PAGE = 20;
const LONGEST_PAGE = 50;

/**
 * Its model has no error for a stack or fleet that isn't there: nobody has a session on it.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeSessions.html
 */
export const describeSessions: Operation<Request> = {
  service: 'appstream',
  name: 'DescribeSessions',
  input,
  run: (request, { region, now }) => {
    // "If you specify a user ID, you must also specify the authentication type."
    if (request.UserId !== undefined && request.AuthenticationType === undefined) {
      throw new AwsError(
        'InvalidParameterCombinationException',
        'Specify AuthenticationType together with UserId.',
      );
    }
    const fleet = presentFleet(region, request.FleetName, now);
    if (fleet === undefined) return { Sessions: [] };
    const chosen = fleet.sessions.filter((session) => isWanted(session, request));
    const size = Math.min(request.Limit || USUAL_PAGE, LONGEST_PAGE);
    const { items, nextToken } = page(chosen, (one) => one.number, size, request.NextToken);
    return { Sessions: items.map((session) => sessionOnTheWire(fleet, session)), NextToken: nextToken };
  },
};

function isWanted(session: SessionRecord, request: Request): boolean {
  return (
    session.stackName === request.StackName &&
    (request.UserId === undefined || session.userId === request.UserId) &&
    (request.AuthenticationType === undefined || session.authentication === request.AuthenticationType) &&
    (request.InstanceId === undefined || session.instanceId === request.InstanceId)
  );
}

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Session.html */
function sessionOnTheWire(fleet: FleetRecord, session: SessionRecord): object {
  const draining = fleet.instances.some(({ id, draining }) => id === session.instanceId && draining);
  const shared = fleet.sessionsPerInstance !== undefined;
  return {
    Id: session.id,
    UserId: session.userId,
    StackName: session.stackName,
    FleetName: fleet.name,
    State: 'ACTIVE',
    ConnectionState: session.connected ? 'CONNECTED' : 'NOT_CONNECTED',
    StartTime: session.startedAt,
    MaxExpirationTime: minutesAfter(session.startedAt, fleet.maxSessionMinutes),
    AuthenticationType: session.authentication,
    InstanceId: session.instanceId,
    InstanceDrainStatus: shared ? (draining ? 'DRAINING' : 'ACTIVE') : 'NOT_APPLICABLE',
  };
}
