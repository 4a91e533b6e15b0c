// How near a search comes to the limit where the service allows few calls a second: the simulator's token bucket, in real
// time, each operation with a rate of its own. The limit is images ÷ rate: each image is asked for its tags once.
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { createSimulator } from '@appstream-campaign/simulator';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { oneAfterTheOther } from './discovery.mjs';

/** @returns one row for each account: `[images, calls a second]` */
export async function measureRates({
  accounts = [
    [60, 5],
    [200, 10],
    [300, 4],
  ],
} = {}) {
  const rows = [];
  for (const [count, rate] of accounts) {
    const ours = await timed(count, rate, appStreamClientSettings, (client) => search(client, count));
    const serial = await timed(count, rate, { maxAttempts: 10 }, (client) =>
      oneAfterTheOther({ appstream: client }),
    );
    const limit = count / rate;
    rows.push({
      count,
      rate,
      limit,
      seconds: ours.seconds,
      toLimit: ours.seconds / limit,
      throttled: ours.throttled,
      serial: serial.seconds,
      serialToLimit: serial.seconds / limit,
    });
  }
  return rows;
}

async function search(client, count) {
  const found = await new AppStreamImageStore({ client }).find({ key: 'AutoUpdate', values: ['Enabled'] });
  if (found.length !== count) throw new Error(`${found.length} of ${count} images were found.`);
}

async function timed(count, rate, settings, work) {
  const tags = { AutoUpdate: 'Enabled' };
  const images = Array.from({ length: count }, (_, index) => ({ name: `Image-${index}`, tags }));
  const simulator = await createSimulator({ images, callsPerSecond: { '*': rate } });
  const credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };
  const client = new AppStreamClient({
    ...settings,
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials,
  });
  try {
    const began = performance.now();
    await work(client);
    const seconds = (performance.now() - began) / 1000;
    const refused = simulator.calls.filter(({ outcome }) => outcome !== 'ok').length;
    return { seconds, throttled: refused / simulator.calls.length };
  } finally {
    client.destroy();
    await simulator.close();
  }
}
