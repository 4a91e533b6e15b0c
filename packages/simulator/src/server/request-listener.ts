import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../errors/aws-error.ts';
import type { CallRates } from '../faults/call-rates.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultScript } from '../faults/fault-script.ts';
import { errorAnswer, type WireAnswer } from '../wire/answers.ts';
import { readBody } from '../wire/read-body.ts';
import { route, wireOf } from '../wire/route.ts';
import { RoutingError } from '../wire/routing-error.ts';
import { credentialScope } from '../wire/signature.ts';
import type { Accounts } from '../world/accounts.ts';
import type { InboxEntry } from '../world/inbox.ts';
import type { World } from '../world/world.ts';
import type { Call } from './call-log.ts';
import { openEndpoint } from './endpoints.ts';
import { performCall, type Reaction } from './perform-call.ts';

/** What the listener serves from. */
export interface ListenerParts {
  readonly accounts: Accounts;
  readonly world: World;
  readonly calls: readonly Call[];
  readonly inbox: InboxEntry[];
  readonly faults: FaultScript;
  readonly rates: CallRates;
  /** Real milliseconds that every call waits. */
  readonly latencyMs: number;
  /** Ends all waiting. */
  readonly closing: AbortSignal;
  readonly record: (call: Call) => void;
}

/** Serves AWS requests and the simulator's own doors. */
export function createRequestListener(
  parts: ListenerParts,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // The machine's date says nothing about simulated time, and an SDK that lives in simulated time would take it for
    // a wrong clock of its own and repeat every refused call.
    response.sendDate = false;
    serve(parts, request).then(
      (reaction) => react(reaction, response),
      (error: unknown) => {
        // A client that went away or close() leaves nobody to answer; all else is a bug worth reading.
        if (response.destroyed || parts.closing.aborted) return;
        const message = `The simulator failed: ${error instanceof Error ? error.stack : String(error)}`;
        const failure = new AwsError('InternalFailure', message, 500);
        react(answered(errorAnswer('appstream', failure, wireOf(request.headers))), response);
      },
    );
  };
}

async function serve(parts: ListenerParts, request: IncomingMessage): Promise<Reaction> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  try {
    refuseForeignHost(request.headers.host);
    const body = await readBody(request);
    if (path.startsWith('/_simulator'))
      return answered(openEndpoint(parts, request.method ?? 'GET', path, body.toString()));
    const routed = route(path, request.headers, body);
    const scope = credentialScope(request.headers.authorization);
    const securityToken = single(request.headers['x-amz-security-token']);
    const { accounts } = parts;
    const identity = accounts.identify(scope?.accessKeyId, securityToken, accounts.main.clock.now());
    const { settings } = identity.caller.account;
    const place = { account: settings.account, region: scope?.region ?? settings.region };
    const allowed = parts.rates.take(routed.operation.name, place);
    const scripted = parts.faults.next(routed.operation.name, routed.input, place);
    const fault: Fault | undefined = allowed ? scripted : { kind: 'throttle' };
    const wait = parts.latencyMs + (fault?.kind === 'latency' ? fault.ms : 0);
    if (wait > 0) await sleep(wait, undefined, { signal: parts.closing });
    const headers = {
      authorization: request.headers.authorization,
      sdkRequest: single(request.headers['amz-sdk-request']),
      invocationId: single(request.headers['amz-sdk-invocation-id']),
    };
    const { reaction, call } = performCall({
      routed,
      fault,
      headers,
      accounts,
      identity,
      inbox: parts.inbox,
    });
    parts.record(call);
    if (reaction.kind === 'silence') return await fallSilent(reaction.milliseconds, request, parts.closing);
    return reaction;
  } catch (error) {
    if (error instanceof RoutingError) return answered(errorAnswer(error.service, error.answer, error.wire));
    if (error instanceof AwsError) return answered(errorAnswer('appstream', error, wireOf(request.headers)));
    throw error;
  }
}

/** Waits without an answer until the time is over, the client hangs up, or the simulator closes. */
async function fallSilent(
  milliseconds: number | undefined,
  request: IncomingMessage,
  closing: AbortSignal,
): Promise<Reaction> {
  if (milliseconds !== undefined) {
    await sleep(milliseconds, undefined, { signal: closing });
  } else {
    await new Promise<void>((resolve) => request.socket.once('close', () => resolve()));
  }
  return { kind: 'cut' };
}

/**
 * A page in a browser can reach 127.0.0.1 under a name of its own (DNS rebinding) and would then read and change
 * the simulated account. It can't forge the Host header, so only loopback names are served.
 */
function refuseForeignHost(host: string | undefined): void {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (/^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name)) return;
  const message = `The simulator serves loopback names such as localhost only, not "${host ?? ''}".`;
  throw new AwsError('AccessDeniedException', message, 403);
}

function react(reaction: Reaction, response: ServerResponse): void {
  if (reaction.kind !== 'answer') {
    response.destroy();
    return;
  }
  const { status, headers, body } = reaction.answer;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function answered(answer: WireAnswer): Reaction {
  return { kind: 'answer', answer };
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
