import { nonEmptyText } from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import { withDrained } from '../../world/fleets/fleet-changes.ts';
import { withoutSession } from '../../world/fleets/fleet-life.ts';
import type { FleetRecord, SessionRecord } from '../../world/fleets/fleet-record.ts';
import { imageFails, presentFleets } from '../../world/fleets/region-fleets.ts';
import { resourceNotFound } from '../find-resource.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { notPermitted } from './find-fleet.ts';

interface Request {
  readonly SessionId: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { SessionId: nonEmptyText },
  required: ['SessionId'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DrainSessionInstance.html */
export const drainSessionInstance: Operation<Request> = {
  service: 'appstream',
  name: 'DrainSessionInstance',
  input,
  run: ({ SessionId }, context) => {
    const found = findSession(SessionId, context);
    if (found === undefined) throw resourceNotFound(`Session ${SessionId}`);
    const { fleet, session } = found;
    // "This only applies to multi-session fleets."
    if (fleet.sessionsPerInstance === undefined) {
      throw notPermitted(`Fleet ${fleet.name} is no multi-session fleet: its instances can't be drained.`);
    }
    context.region.fleets.set(fleet.name, withDrained(fleet, session.instanceId));
    return {};
  },
};

/**
 * Its model has no errors: to end a session that is over is no mistake.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ExpireSession.html
 */
export const expireSession: Operation<Request> = {
  service: 'appstream',
  name: 'ExpireSession',
  input,
  run: ({ SessionId }, context) => {
    const found = findSession(SessionId, context);
    if (found === undefined) return {};
    const { region, now } = context;
    const { fleet, session } = found;
    region.fleets.set(fleet.name, withoutSession(fleet, session, now, imageFails(region)));
    return {};
  },
};

function findSession(
  id: string,
  { region, now }: OperationContext,
): { readonly fleet: FleetRecord; readonly session: SessionRecord } | undefined {
  for (const fleet of presentFleets(region, now)) {
    const session = fleet.sessions.find((one) => one.id === id);
    if (session !== undefined) return { fleet, session };
  }
  return undefined;
}
