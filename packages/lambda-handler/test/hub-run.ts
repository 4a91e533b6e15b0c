import { readFile } from 'node:fs/promises';
import type { ManualClock } from '@appstream-campaign/core/testing';
import type { CampaignHandler } from '@appstream-campaign/lambda-handler';
import type { PruneHandler } from '@appstream-campaign/lambda-handler/prune';
import type { RolloutHandler } from '@appstream-campaign/lambda-handler/rollout';
import { type Execution, execute, readDefinition } from '@appstream-campaign/test-support/step-functions';

// Loaded after the module above, which gives Node 20 what it asks for.
const { StateMachine } = await import('aws-local-stepfunctions');

const campaigns = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:campaign';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:Images';

/** The definition of the hub as it is deployed, with the functions that make passes or without. */
export async function readHub(
  passes: readonly ('rollout' | 'prune')[] = ['rollout', 'prune'],
): Promise<Record<string, unknown>> {
  const text = await readFile(new URL('../hub.asl.json', import.meta.url), 'utf8');
  const given = {
    CampaignFunctionArn: FUNCTION,
    CampaignStateMachineArn: MACHINE,
    RolloutFunctionArn: passes.includes('rollout') ? `${FUNCTION}-rollout` : 'none',
    PruneFunctionArn: passes.includes('prune') ? `${FUNCTION}-prune` : 'none',
    Partition: 'aws',
  };
  return JSON.parse(
    Object.entries(given).reduce((filled, [name, value]) => filled.replaceAll(`\${${name}}`, value), text),
  ) as Record<string, unknown>;
}

/** One clock for many executions: it moves on to the earliest time that one waits for when none of them works. */
class SharedTime {
  #working = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#rest();
    }
  }

  sleepUntil(end: Date): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: end.getTime(), wake });
      this.#rest();
    });
  }

  #rest(): void {
    if (--this.#working > 0) return;
    // One at a time, so that however many there are, the machine is never too busy to answer in time.
    this.#sleepers.sort((one, other) => one.at - other.at);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#clock.advanceTo(new Date(next.at));
    this.#working++;
    next.wake();
  }
}

/** A run of the hub, and what there was to see. */
export interface HubRun {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output: unknown;
  readonly error: { readonly Error: string; readonly Cause: unknown } | undefined;
  /** Campaigns by the names of their executions. */
  readonly campaigns: ReadonlyMap<string, Execution>;
  /** Inputs of the hub's own states, in bytes at most. */
  readonly maxBytes: number;
  /** What the hub's own states were called with last, as JSON. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Most events in the history of a campaign, as Step Functions counts them. */
  readonly maxEvents: number;
}

/** What stands around a hub: the functions that are deployed, and AWS Organizations. */
export interface HubParts {
  readonly handler: CampaignHandler;
  readonly clock: ManualClock;
  readonly rollout?: RolloutHandler;
  readonly prune?: PruneHandler;
  /** Answers organizations:ListAccountsForParent. */
  readonly listAccounts?: (request: { readonly ParentId: string; readonly NextToken?: string }) => object;
}

/** What goes wrong: the nth call of the function by the hub itself, before or after it was carried out. */
export interface HubFault {
  readonly step: string;
  readonly calls: readonly number[];
  readonly side: 'before' | 'after';
  /** @defaultValue an error of Lambda */
  readonly name?: string;
}

/**
 * Runs the hub from start to end in the interpreter, which plays a distributed Map as one within the execution. Each
 * campaign is an execution of its own of the state machine of campaigns, and all share one clock.
 */
export async function runHub(
  input: object,
  { handler, clock, rollout, prune, listAccounts }: HubParts,
  faults: readonly HubFault[] = [],
): Promise<HubRun> {
  const time = new SharedTime(clock);
  const started = new Map<string, Promise<Execution>>();
  const ended = new Map<string, Execution>();
  const calls = new Map<string, number>();
  const inputs: Record<string, string> = {};
  let maxBytes = 0;
  const json = <Value>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;

  const call = (step: string) => async (event: unknown) => {
    inputs[step] = JSON.stringify(event);
    maxBytes = Math.max(maxBytes, Buffer.byteLength(inputs[step]));
    const nth = (calls.get(step) ?? 0) + 1;
    calls.set(step, nth);
    const fault = faults.find((one) => one.step === step && one.calls.includes(nth));
    const die = () =>
      Object.assign(new Error('The connection was closed.'), { name: fault?.name ?? 'Lambda.Unknown' });
    if (fault?.side === 'before') throw die();
    const answer = await answerOf(step, event);
    maxBytes = Math.max(maxBytes, Buffer.byteLength(JSON.stringify(answer)));
    if (fault?.side === 'after') throw step === 'RunCampaign' ? lost() : die();
    return json(answer) as never;
  };
  const answerOf = async (step: string, event: unknown): Promise<unknown> => {
    if (step === 'RunCampaign') return runCampaign(event as Nested);
    if (step === 'ListAccounts' || step === 'ListMoreAccounts') return listAccounts?.(event as never);
    const pass = { RollOut: rollout, Prune: prune }[step];
    if (pass === undefined) return handler(event);
    const { FunctionName, Payload } = event as { readonly FunctionName: string; readonly Payload: unknown };
    if (!FunctionName.startsWith(FUNCTION)) throw new Error(`There is no function ${FunctionName}.`);
    return { StatusCode: 200, Payload: await pass(json(Payload)) };
  };
  const lost = () => Object.assign(new Error('Lost.'), { name: 'StepFunctions.SdkClientException' });

  const runCampaign = async ({ Name, Input }: Nested) => {
    const ExecutionArn = `${MACHINE.replace('stateMachine', 'execution')}:${Name}`;
    const running =
      started.get(Name) ??
      time.during(() =>
        execute(campaigns, Input, {
          invoke: async (event) => json(await handler(event)),
          waitUntil: (end) => time.sleepUntil(end),
          now: () => clock.now(),
          name: Name,
        }),
      );
    started.set(Name, running);
    const execution = await running;
    ended.set(Name, execution);
    const { status: Status, error, output } = execution;
    const described = { ExecutionArn, Name, Status, Input, ...error, Output: output };
    if (Status === 'SUCCEEDED') return described;
    throw Object.assign(new Error(JSON.stringify(described)), { name: 'States.TaskFailed' });
  };

  const deployed = { rollout, prune };
  const definition = await readHub(
    (['rollout', 'prune'] as const).filter((pass) => deployed[pass] !== undefined),
  );
  // Where a definition sets no time limit the interpreter takes a minute; Step Functions takes three years.
  const { EachTarget } = definition.States as {
    readonly EachTarget: { readonly ItemProcessor: { readonly States: Record<string, object> } };
  };
  const { States } = EachTarget.ItemProcessor;
  States.RunCampaign = { ...States.RunCampaign, TimeoutSeconds: 3600 };
  const steps = [
    'Prepare',
    'RunCampaign',
    'RollOut',
    'Prune',
    'ListAccounts',
    'ListMoreAccounts',
    'ReadFailure',
    'Report',
    'TellFailure',
  ];
  const machine = new StateMachine(definition as never);
  const run = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(steps.map((step) => [step, call(step)])),
      retryIntervalOverrides: Object.fromEntries(steps.map((step) => [step, 0])),
    },
    context: {
      Execution: { Name: 'monthly', Id: 'arn:aws:states:us-east-1:123456789012:execution:Hub:monthly' },
      State: { EnteredTime: clock.now().toISOString() },
    },
  });
  let error: HubRun['error'];
  const settled = run.result.catch(() => undefined) as Promise<unknown>;
  for await (const log of run.eventLogs) {
    if (log.type === 'ExecutionFailed') error = { Error: log.Error, Cause: log.Cause };
  }
  const output = await settled;
  return {
    status: error === undefined ? 'SUCCEEDED' : 'FAILED',
    output,
    error,
    campaigns: ended,
    maxBytes,
    inputs,
    maxEvents: Math.max(0, ...[...ended.values()].map(({ states }) => eventsOf(states))),
  };
}

interface Nested {
  readonly Name: string;
  readonly Input: object;
}

/** A Task has five events (entered, scheduled, started, succeeded, exited), any other state two. */
const eventsOf = (states: readonly string[]) =>
  states.reduce((events, state) => events + (state === 'Check' ? 5 : 2), 2);
