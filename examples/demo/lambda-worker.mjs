// Runs in a thread of its own, which stands in for Lambda's execution environment: own globals, own environment
// variables, own standard output.
import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from './demo-clock.mjs';

const clock = createClock(workerData.clock);
const RealDate = Date;

// The function must live in the same sped-up time as the account: it compares the age of an update with its own
// clock, and names the time of its next check. The bundle reads the time from the global Date, as any function does.
globalThis.Date = class SimulatedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(clock.milliseconds());
    else super(...args);
  }

  static now() {
    return Math.floor(clock.milliseconds());
  }
};

const { handler } = await import(workerData.bundle);

parentPort.on('message', async ({ id, event }) => {
  // An event and a result cross the boundary as JSON, as they do in AWS.
  try {
    parentPort.postMessage({ id, result: JSON.stringify(await handler(JSON.parse(event))) });
  } catch (error) {
    parentPort.postMessage({ id, error: { name: error.name, message: error.message } });
  }
});
parentPort.postMessage({ ready: true });
