import { createServer } from 'node:http';
import { SimulatorUsageError } from '../errors/usage-errors.ts';
import { createCallRates } from '../faults/call-rates.ts';
import type { Faults } from '../faults/fault.ts';
import { createFaultScript } from '../faults/fault-script.ts';
import { OPERATIONS } from '../operations/registry.ts';
import type { SimulatorClock } from '../world/clock.ts';
import type { InboxEntry } from '../world/inbox.ts';
import type { SavedAccount } from '../world/saved-account.ts';
import { createWorld, type World } from '../world/world.ts';
import type { Call } from './call-log.ts';
import { openAccounts, saveAccounts, worldOf } from './open-accounts.ts';
import { checkOptions, type SimulatorOptions } from './options.ts';
import { createRequestListener } from './request-listener.ts';

/** A running simulator. */
export interface Simulator {
  /** Where it listens, such as `http://127.0.0.1:41234`: the endpoint for all its services. */
  readonly url: string;
  /** The simulated account from behind the scenes. */
  readonly world: World;
  /** An account from behind the scenes, by id: the main one, or another of the scenario. */
  account(id: string): World;
  /** All calls so far, in the order of their outcomes. */
  readonly calls: readonly Call[];
  /** Mails and published messages so far, the oldest first. */
  readonly inbox: readonly InboxEntry[];
  /** The clock it was given. */
  readonly clock: SimulatorClock;
  /** What goes wrong, and when. */
  readonly faults: Faults;
  /** The account, and all others, as they are now, to go on with later: `createSimulator({ ...scenario, clock, saved })`. */
  save(): SavedAccount;
  /** The calls of one operation so far. */
  callsOf(operation: string): readonly Call[];
  /** Stops listening and cuts all connections, those that wait for an answer included. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1. Without options it serves an account with no images.
 *
 * @example
 * ```ts
 * const clock = manualClock(new Date('2026-11-23T08:00:00Z'));
 * const simulator = await createSimulator({ clock, images: [{ name: 'Finance-Desktop' }] });
 * const client = new AppStreamClient({ endpoint: simulator.url, region: 'us-east-1', credentials });
 * await client.send(
 *   new CreateUpdatedImageCommand({ existingImageName: 'Finance-Desktop', newImageName: 'Finance-Desktop-2' }),
 * );
 * clock.advanceBy(3 * 3_600_000);
 * simulator.world.image('Finance-Desktop-2')?.state; // 'AVAILABLE'
 * await simulator.close();
 * ```
 * @throws SimulatorUsageError when an option is unknown or wrong, or the port is taken.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const checked = checkOptions(options);
  const { scenario, clock, port, faults: rules, onCall } = checked;
  const accounts = openAccounts(checked);
  const world = createWorld(accounts.main);
  const operations = [...new Set(OPERATIONS.map(({ name }) => name))];
  const rates = createCallRates(scenario.callsPerSecond ?? {}, operations);
  const startedAt = clock.now().getTime();
  const faults = createFaultScript(operations, () => (clock.now().getTime() - startedAt) / 60_000);
  for (const rule of rules) faults.add(rule);

  const calls: Call[] = [];
  const inbox: InboxEntry[] = [];
  const closing = new AbortController();
  const server = createServer(
    createRequestListener({
      accounts,
      world,
      calls,
      inbox,
      faults,
      rates,
      latencyMs: scenario.latencyMs ?? 0,
      closing: closing.signal,
      record: (call) => {
        calls.push(call);
        onCall?.(call);
      },
    }),
  );
  const listening = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new SimulatorUsageError(
          `The simulator can't listen on port ${port} (${cause.message}). Choose another one, or 0.`,
          { cause },
        ),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

  return {
    url: `http://127.0.0.1:${listening}`,
    world,
    calls,
    inbox,
    clock,
    faults: { add: faults.add, clear: faults.clear },
    account: (id) => worldOf(accounts, id),
    save: () => saveAccounts(accounts),
    callsOf: (operation) => calls.filter((call) => call.operation === operation),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
