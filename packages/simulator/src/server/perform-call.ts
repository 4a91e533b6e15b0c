import { AwsError, ConstraintError } from '../errors/aws-error.ts';
import type { Fault } from '../faults/fault.ts';
import type { OperationContext, ServiceName } from '../operations/operation.ts';
import { errorAnswer, okAnswer, type WireAnswer } from '../wire/answers.ts';
import type { RoutedRequest } from '../wire/route.ts';
import { SERVICES } from '../wire/services.ts';
import { credentialScope } from '../wire/signature.ts';
import { regionOf } from '../world/account.ts';
import type { Accounts, Caller, Identity } from '../world/accounts.ts';
import type { InboxEntry } from '../world/inbox.ts';
import type { Call } from './call-log.ts';

/** What becomes of a request: an answer, a connection cut at once, or silence. */
export type Reaction =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence'; readonly milliseconds: number | undefined };

/** A reaction and its line in the log. */
export interface Performed {
  readonly reaction: Reaction;
  readonly call: Call;
}

/** The headers of a request that matter here. */
interface CallHeaders {
  readonly authorization: string | undefined;
  readonly sdkRequest: string | undefined;
  readonly invocationId: string | undefined;
}

/** A request, and what it meets. */
export interface CallInput {
  readonly routed: RoutedRequest;
  readonly fault: Fault | undefined;
  readonly headers: CallHeaders;
  readonly accounts: Accounts;
  readonly identity: Identity;
  readonly inbox: InboxEntry[];
}

/** Carries a request out, or lets the fault have its way. Synchronous: two calls never interleave. */
export function performCall({ routed, fault, headers, accounts, identity, inbox }: CallInput): Performed {
  const { operation, input } = routed;
  const { caller } = identity;
  const { account } = caller;
  const region = credentialScope(headers.authorization)?.region ?? account.settings.region;
  // One instant for the whole call: a fast clock would otherwise move while it is carried out.
  const now = account.clock.now();
  const context: OperationContext = {
    account,
    accounts,
    caller,
    region: regionOf(account, region),
    now,
    inbox,
    authorize: (action, resource) => authorize(caller, operation.service, action, resource),
  };
  const failing = fault?.kind === 'partial' ? { failing: fault } : {};
  const carryOut = (): Effect => attempt(routed, identity, { ...context, ...failing });
  const { reaction, outcome } =
    fault === undefined ? carryOut() : applyFault(fault, routed, caller, carryOut);
  const attemptNumber = /attempt=(\d+)/.exec(headers.sdkRequest ?? '')?.[1];
  const call: Call = {
    at: now,
    service: operation.service,
    operation: operation.name,
    region,
    account: account.settings.account,
    request: input,
    outcome,
    attempt: attemptNumber === undefined ? undefined : Number(attemptNumber),
    invocationId: headers.invocationId,
  };
  return { reaction, call };
}

interface Effect {
  readonly reaction: Reaction;
  readonly outcome: string;
}

function attempt(
  { operation, input, wire }: RoutedRequest,
  { refused }: Identity,
  context: OperationContext,
): Effect {
  const { service, name } = operation;
  try {
    if (refused !== undefined) throw badCredentials(service, refused);
    context.authorize(`${SERVICES[service].actions}:${name}`, '*');
    return answered('ok', okAnswer(service, name, operation.perform(input, context), wire));
  } catch (error) {
    if (error instanceof AwsError) return answered(error.code, errorAnswer(service, error, wire));
    if (error instanceof ConstraintError)
      return answered(SERVICES[service].invalid, errorAnswer(service, error, wire));
    throw error;
  }
}

function applyFault(
  fault: Fault,
  { operation, wire }: RoutedRequest,
  caller: Caller,
  carryOut: () => Effect,
): Effect {
  const { service, name } = operation;
  const names = SERVICES[service];
  const refused = (error: AwsError): Effect => answered(error.code, errorAnswer(service, error, wire));
  switch (fault.kind) {
    case 'latency':
    case 'partial':
      return carryOut();
    case 'throttle':
      return refused(new AwsError(names.throttled, 'Rate exceeded'));
    case 'internal':
      return refused(new AwsError(names.internal, 'An internal error occurred.', 500));
    case 'error':
      return refused(new AwsError(fault.code, fault.message ?? `Scripted ${fault.code}.`, fault.status));
    case 'access-denied':
      return refused(accessDenied(caller, service, `${names.actions}:${name}`, '*'));
    case 'timeout':
      return { reaction: { kind: 'silence', milliseconds: fault.ms }, outcome: 'timeout' };
    case 'drop':
      if (fault.side === 'after') carryOut();
      return { reaction: { kind: 'cut' }, outcome: `dropped ${fault.side}` };
    case 'html':
      return answered('html', { status: 503, headers: { 'content-type': 'text/html' }, body: SORRY_PAGE });
    case 'empty':
      return answered('empty', { status: 200, headers: {}, body: '' });
  }
}

const SORRY_PAGE = '<html><head><title>503 Service Unavailable</title></head><body>503</body></html>';

function answered(outcome: string, answer: WireAnswer): Effect {
  return { reaction: { kind: 'answer', answer }, outcome };
}

function authorize(caller: Caller, service: ServiceName, action: string, resource: string): void {
  const allowed = caller.allow?.some((one) => {
    return one === action || (one.endsWith('*') && action.startsWith(one.slice(0, -1)));
  });
  if (allowed === false) throw accessDenied(caller, service, action, resource);
}

function accessDenied(caller: Caller, service: ServiceName, action: string, resource: string): AwsError {
  return new AwsError(
    SERVICES[service].denied,
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`,
    403,
  );
}

function badCredentials(service: ServiceName, why: 'expired' | 'invalid'): AwsError {
  const { expired = 'ExpiredTokenException', unknownToken = 'UnrecognizedClientException' } =
    SERVICES[service];
  if (why === 'expired') {
    return new AwsError(expired, 'The security token included in the request is expired', 403);
  }
  return new AwsError(unknownToken, 'The security token included in the request is invalid.', 403);
}
