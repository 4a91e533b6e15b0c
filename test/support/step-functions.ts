import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { CampaignResults } from '@appstream-campaign/lambda-handler';

// The interpreter uses Promise.withResolvers, which Node has from version 22 on.
Promise.withResolvers ??= function withResolvers<T>() {
  let resolve: (value: T | PromiseLike<T>) => void = () => {};
  let reject: (reason?: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
};
const { StateMachine } = await import('aws-local-stepfunctions');

type Json = Parameters<InstanceType<typeof StateMachine>['run']>[0];

/** How an execution went. */
export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Names of the states, in the order they were entered. */
  readonly states: readonly string[];
  /** Present when it failed. */
  /** Present when it succeeded. */
  readonly output?: unknown;
  readonly error?: { readonly Error: string; readonly Cause: unknown };
}

/** What stands in for AWS around a state machine. */
export interface Runtime {
  /** Called as the Lambda function of every Task state. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Called instead of waiting: moves the world's clock to the end of a Wait state. */
  readonly waitUntil: (end: Date) => void | Promise<void>;
  readonly now: () => Date;
  readonly name?: string;
}

interface Definition {
  readonly States: Readonly<
    Record<string, { readonly Type: string; readonly Seconds?: number; readonly TimestampPath?: string }>
  >;
}

/** A definition as it is deployed, with an ARN in the place of the function. */
export async function readDefinition(file: URL): Promise<Definition> {
  const text = await readFile(file, 'utf8');
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:campaign';
  return JSON.parse(text.replaceAll('$' + '{CampaignFunctionArn}', arn)) as Definition;
}

/**
 * Runs a definition from start to end in the interpreter. No state is replaced: Task states call `invoke`, and a
 * Wait state moves the clock by what it says before the next Task begins.
 */
export async function execute(definition: Definition, input: unknown, runtime: Runtime): Promise<Execution> {
  const { invoke, waitUntil, now, name = 'scenario' } = runtime;
  let beganAt: string | undefined;
  let waits: string[] = [];
  const task = async (event: unknown) => {
    // Lets the loop below read the log up to here, so that it has seen the Wait states that came before.
    await setImmediate();
    for (const wait of waits) {
      const state = definition.States[wait];
      if (state !== undefined) await waitUntil(endOfWait(state, event, now()));
    }
    waits = [];
    // No time passes between Begin and the first Task.
    beganAt ??= now().toISOString();
    return (await invoke(withStartTime(event, beganAt))) as Json;
  };
  const names = (type: string) =>
    Object.entries(definition.States).flatMap(([state, { Type }]) => (Type === type ? [state] : []));
  const machine = new StateMachine(definition as unknown as ConstructorParameters<typeof StateMachine>[0]);
  const run = machine.run(input as Json, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(names('Task').map((state) => [state, task])),
      waitTimeOverrides: Object.fromEntries(names('Wait').map((state) => [state, 0])),
      retryIntervalOverrides: Object.fromEntries(names('Task').map((state) => [state, 0])),
    },
    context: {
      Execution: { Name: name, Id: `arn:aws:states:us-east-1:123456789012:execution:Images:${name}` },
      State: { EnteredTime: now().toISOString() },
    },
  });
  const states: string[] = [];
  let failure: Execution['error'];
  const settled = run.result.catch(() => undefined) as Promise<unknown>;
  for await (const log of run.eventLogs) {
    if (log.type === 'StateEntered') {
      states.push(log.state.name);
      if (log.state.type === 'Wait') waits.push(log.state.name);
    }
    if (log.type === 'ExecutionFailed') failure = { Error: log.Error, Cause: log.Cause };
  }
  const output = await settled;
  return failure === undefined
    ? { status: 'SUCCEEDED', states, output }
    : { status: 'FAILED', states, error: failure };
}

/** The interpreter's context object stands still: what Begin read from it is set to the time at which it was entered. */
function withStartTime(event: unknown, startTime: string): unknown {
  const { Execution } = event as { readonly Execution?: object };
  return Execution === undefined
    ? event
    : { ...(event as object), Execution: { ...Execution, StartTime: startTime } };
}

function endOfWait(
  state: { readonly Seconds?: number; readonly TimestampPath?: string },
  event: unknown,
  now: Date,
): Date {
  if (state.TimestampPath === '$.Results.NextCheckAt') {
    const { Results } = event as { readonly Results: CampaignResults };
    return new Date(Results.NextCheckAt ?? Number.NaN);
  }
  return new Date(now.getTime() + (state.Seconds ?? Number.NaN) * 1000);
}
