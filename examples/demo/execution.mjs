import './promise-with-resolvers.mjs';
import { readFile } from 'node:fs/promises';
import { StateMachine } from 'aws-local-stepfunctions';

/** The definition that the package ships, with an ARN in the place of the function, as it is deployed. */
async function readDefinition() {
  const url = new URL(import.meta.resolve('@appstream-campaign/lambda-handler/state-machine.asl.json'));
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:appstream-campaign';
  return JSON.parse((await readFile(url, 'utf8')).replaceAll(`\${CampaignFunctionArn}`, arn));
}

/**
 * Runs the state machine from start to end in the interpreter.
 *
 * @param {object} options
 * @param {object} options.input of the execution
 * @param {string} options.name of the execution
 * @param {import('./demo-clock.mjs').DemoClock} options.clock
 * @param {(event: unknown) => Promise<unknown>} options.invoke calls the Lambda function
 * @param {(results: any) => void} options.onResults hears what each check has returned
 */
export async function execute({ input, name, clock, invoke, onResults }) {
  const definition = await readDefinition();
  const startTime = clock.now().toISOString();

  const check = async (event) => {
    if (event.Failure !== undefined) return invoke(event);
    // The interpreter would wait in real time, so its Wait state takes none and the waiting is done here.
    const next = event.Results?.NextCheckAt;
    if (next !== undefined) await clock.waitUntil(new Date(next));
    // Its context object stands still, so what Begin read from it is set here.
    const results = await invoke({ ...event, Execution: { ...event.Execution, StartTime: startTime } });
    onResults(results);
    return results;
  };
  const named = (type) =>
    Object.keys(definition.States).filter((state) => definition.States[state].Type === type);
  const run = new StateMachine(definition).run(input, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(named('Task').map((state) => [state, check])),
      waitTimeOverrides: Object.fromEntries(named('Wait').map((state) => [state, 0])),
    },
    context: {
      Execution: { Name: name, Id: `arn:aws:states:us-east-1:123456789012:execution:Images:${name}` },
      State: { EnteredTime: startTime },
    },
  });
  // How it ended is read from the log; without it, a failure would end the process.
  const settled = run.result.catch(() => undefined);
  /** @type {Map<string, number>} how often each state was entered */
  const states = new Map();
  let last;
  let failure;
  for await (const entry of run.eventLogs) {
    if (entry.type === 'StateEntered') {
      last = entry.state.name;
      states.set(last, (states.get(last) ?? 0) + 1);
    }
    if (entry.type === 'ExecutionFailed') failure = { error: entry.Error, cause: entry.Cause };
  }
  await settled;
  return { status: failure === undefined ? 'SUCCEEDED' : 'FAILED', failure, states, last };
}

/** @typedef {Awaited<ReturnType<typeof execute>>} Execution */
