import './promise-with-resolvers.mjs';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';

const SERVICES = ['APPSTREAM', 'RESOURCE_GROUPS_TAGGING_API', 'SERVICE_QUOTAS', 'SES', 'SNS'];

/** All the variables that the function sees: what a deployment sets, and where the simulator is. */
const environment = (endpoint) => ({
  ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'simulator',
  AWS_SECRET_ACCESS_KEY: 'simulator',
  // Your own AWS profile has no part in this, neither its credentials nor its settings.
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  // Old versions go where there is too little room: all but the newest two of each lineage.
  CAMPAIGN_PRUNE_KEEP: '2',
  CAMPAIGN_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:image-updates',
});

/**
 * Loads the built bundle as Lambda does at a cold start, and returns when it can be called.
 *
 * @param {object} options
 * @param {import('./demo-clock.mjs').ClockSettings} options.clock the time it lives in
 * @param {string} options.endpoint URL of the services it calls
 * @param {string} options.logFile where its log goes
 */
export async function startLambda({ clock, endpoint, logFile }) {
  const bundle = import.meta.resolve('@appstream-campaign/lambda-handler/lambda/index.mjs');
  const worker = new Worker(new URL('./lambda-worker.mjs', import.meta.url), {
    workerData: { bundle, clock },
    env: environment(endpoint),
    stdout: true,
    stderr: true,
  });
  const log = createWriteStream(logFile);
  worker.stdout.pipe(log, { end: false });
  worker.stderr.pipe(log, { end: false });

  /** Calls that wait for their answer, by id. */
  const calls = new Map();
  const ready = Promise.withResolvers();
  worker.on('message', ({ id, result, error }) => {
    if (id === undefined) return ready.resolve();
    const call = calls.get(id);
    calls.delete(id);
    if (error === undefined) call.resolve(JSON.parse(result));
    else call.reject(Object.assign(new Error(error.message), { name: error.name }));
  });
  worker.on('error', (error) => {
    ready.reject(error);
    for (const call of calls.values()) call.reject(error);
  });
  await ready.promise;

  let lastId = 0;
  return {
    /** @param {unknown} event @returns {Promise<unknown>} what the handler returned */
    invoke(event) {
      const id = ++lastId;
      const call = Promise.withResolvers();
      calls.set(id, call);
      worker.postMessage({ id, event: JSON.stringify(event) });
      return call.promise;
    },
    /** Ends it, with its log written. */
    async stop() {
      await worker.terminate();
      log.end();
      await finished(log);
    },
  };
}
