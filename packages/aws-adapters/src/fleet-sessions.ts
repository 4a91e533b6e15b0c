import type { FleetSession } from '@appstream-campaign/core/rollout';
import {
  type AppStreamClient,
  DescribeSessionsCommand,
  ListAssociatedStacksCommand,
  type Session,
} from '@aws-sdk/client-appstream';
import { toImageStoreError } from './appstream-errors.ts';
import { allPages } from './token-pages.ts';
import { presentInstant, presentText } from './tolerant-reading.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** Page size; the service's default is 20. */
const SESSIONS_PER_PAGE = 50;

/**
 * The sessions of a fleet in progress. They are listed by stack, and a fleet may serve several. One without an id or a start
 * says nothing of an instance, and is left out.
 */
export async function sessionsOf(client: Client, fleet: string): Promise<readonly FleetSession[]> {
  const found: FleetSession[] = [];
  for (const stack of await listStacks(client, fleet)) {
    for (const { Id, InstanceId, InstanceDrainStatus, StartTime, State } of await listSessions(
      client,
      stack,
      fleet,
    )) {
      const id = presentText(Id);
      const startedAt = presentInstant(StartTime);
      if (State === 'EXPIRED' || id === undefined || startedAt === undefined) continue;
      const instance = presentText(InstanceId);
      found.push({
        ...{ id, startedAt, draining: InstanceDrainStatus === 'DRAINING' },
        ...(instance === undefined ? {} : { instance }),
      });
    }
  }
  return found;
}

function listStacks(client: Client, fleet: string): Promise<readonly string[]> {
  const operation = 'ListAssociatedStacks';
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListAssociatedStacks.html
    const page = await client
      .send(new ListAssociatedStacksCommand({ FleetName: fleet, ...(token && { NextToken: token }) }))
      .catch(failedAs(operation, fleet));
    return { items: page.Names, token: page.NextToken };
  };
  return allPages<string>({ operation, what: 'stacks', read });
}

function listSessions(client: Client, stack: string, fleet: string): Promise<readonly Session[]> {
  const operation = 'DescribeSessions';
  const base = { StackName: stack, FleetName: fleet, Limit: SESSIONS_PER_PAGE };
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeSessions.html
    const page = await client
      .send(new DescribeSessionsCommand({ ...base, ...(token && { NextToken: token }) }))
      .catch(failedAs(operation, fleet));
    return { items: page.Sessions, token: page.NextToken };
  };
  return allPages<Session>({ operation, what: 'sessions', read });
}

function failedAs(operation: string, fleet: string): (error: unknown) => never {
  return (error) => {
    throw toImageStoreError(error, operation, fleet);
  };
}
