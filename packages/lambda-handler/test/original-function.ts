import type { SimulatorWorld } from '@appstream-campaign/test-support/simulator-world';

interface OriginalResults {
  readonly Pending: readonly string[];
  readonly Waiting: readonly string[];
  readonly Success: readonly string[];
  readonly CycleCount: number;
}

/** What the published function does between its input and its output, told from its description; mails left out. */
export function originalFunction(world: SimulatorWorld): (event: unknown) => Promise<OriginalResults | 0> {
  const start = async (source: string): Promise<string> => {
    const tags = world.images().get(source)?.tags ?? {};
    const { BaseName = source } = tags;
    const now = world.clock.now();
    // Day, month and year without padding.
    const date = `${now.getUTCDate()}${now.getUTCMonth() + 1}${now.getUTCFullYear()}`;
    const successor = `${BaseName}-Updated-${date}`;
    const displayName = `${BaseName} Updated: ${date}`;
    await world.store.startUpdate({ source, successor, displayName, tags: { ...tags, BaseName } });
    world.setTags(source, { ...tags, BaseName, AutoUpdate: 'Completed', NextVersion: successor });
    return successor;
  };
  return async (event) => {
    const { BatchSize = 5, Results } = event as { BatchSize?: number; Results?: OriginalResults };
    let waiting: readonly string[];
    let pending: string[] = [];
    let success: readonly string[] = [];
    let cycles = 0;
    if (Results === undefined) {
      waiting = [...world.images()]
        .filter(([, { condition, tags }]) => condition === 'available' && tags.AutoUpdate === 'Enabled')
        .map(([name]) => name);
    } else {
      const condition = (name: string) => world.images().get(name)?.condition;
      pending = Results.Pending.filter((name) => condition(name) === 'in-progress');
      success = [...Results.Success, ...Results.Pending.filter((name) => condition(name) === 'available')];
      waiting = Results.Waiting;
      cycles = Results.CycleCount + 1;
    }
    if (pending.length === 0) {
      for (const source of waiting.slice(0, BatchSize)) pending.push(await start(source));
      waiting = waiting.slice(BatchSize);
      cycles = 0;
    }
    if (pending.length === 0 && waiting.length === 0) return 0;
    return { Pending: pending, Waiting: waiting, Success: success, CycleCount: cycles };
  };
}
