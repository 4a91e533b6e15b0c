import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One event of a history, as Step Functions has it on the wire. */
interface WireEvent {
  readonly id: number;
  readonly type: string;
  readonly stateExitedEventDetails?: { readonly name: string; readonly output: string };
  readonly executionFailedEventDetails?: { readonly error: string; readonly cause: string };
}

/** An execution for the server to tell of. */
export interface ServedExecution {
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  /** What each check has left under `$.Results`, in order. */
  readonly results: readonly unknown[];
  readonly stoppedAt?: string;
  readonly input?: object;
  readonly failure?: { readonly error: string; readonly cause: string };
}

/** A server that answers ListExecutions and GetExecutionHistory, and what it was asked. */
export interface ExecutionServer {
  readonly url: string;
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Serves executions of one state machine over Step Functions' wire protocol (AWS JSON 1.0).
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 *
 * @param mostEvents events of a page at most
 */
export async function serveExecutions(
  machine: string,
  executions: readonly ServedExecution[],
  maxEvents: number = 1000,
): Promise<ExecutionServer> {
  const asked: string[] = [];
  const arnOf = ({ name }: ServedExecution) => `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  const answers: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> = {
    ListExecutions: ({ stateMachineArn, maxResults }) => ({
      executions:
        stateMachineArn !== machine
          ? []
          : executions.slice(0, Number(maxResults)).map((execution) => ({
              executionArn: arnOf(execution),
              stateMachineArn: machine,
              name: execution.name,
              status: execution.status,
              startDate: Date.parse(execution.startedAt) / 1000,
            })),
    }),
    DescribeExecution: ({ executionArn }) => {
      const { name, status, startedAt, stoppedAt, input } =
        executions.find((one) => arnOf(one) === executionArn) ?? {};
      return {
        ...{ executionArn, stateMachineArn: machine, name, status, input: JSON.stringify(input ?? {}) },
        startDate: Date.parse(startedAt ?? '') / 1000,
        ...(stoppedAt === undefined ? {} : { stopDate: Date.parse(stoppedAt) / 1000 }),
      };
    },
    GetExecutionHistory: ({ executionArn, reverseOrder, maxResults, nextToken }) => {
      const execution = executions.find((one) => arnOf(one) === executionArn);
      const events = execution === undefined ? [] : historyOf(execution);
      const from = Number(nextToken ?? 0);
      const to = from + Math.min(Number(maxResults), maxEvents);
      const page = (reverseOrder === true ? events.toReversed() : events).slice(from, to);
      return { events: page, ...(to < events.length ? { nextToken: String(to) } : {}) };
    },
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
      asked.push(operation);
      const answer = answers[operation];
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      if (answer === undefined)
        response.writeHead(400).end(JSON.stringify({ __type: 'UnknownOperationException' }));
      else response.end(JSON.stringify(answer(JSON.parse(body))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function historyOf({ results, failure, status }: ServedExecution): readonly WireEvent[] {
  const events: Omit<WireEvent, 'id'>[] = [{ type: 'ExecutionStarted' }];
  for (const result of results) {
    const output = JSON.stringify({ BatchSize: 5, Results: result });
    events.push({ type: 'TaskStateExited', stateExitedEventDetails: { name: 'Check', output } });
    // A choice and a wait hand the same on.
    events.push({ type: 'ChoiceStateExited', stateExitedEventDetails: { name: 'Decide', output } });
  }
  if (failure !== undefined) events.push({ type: 'ExecutionFailed', executionFailedEventDetails: failure });
  else if (status === 'SUCCEEDED') events.push({ type: 'ExecutionSucceeded' });
  return events.map((event, index) => ({ id: index + 1, ...event }));
}
