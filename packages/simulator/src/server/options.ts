import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { FaultRule } from '../faults/fault.ts';
import type { AccountScenario, Scenario } from '../scenario/scenario.ts';
import { parseScenarioOptions } from '../scenario/scenario-schema.ts';
import { realClock, type SimulatorClock } from '../world/clock.ts';
import { statedPrices } from '../world/prices.ts';
import type { SavedAccount } from '../world/saved-account.ts';
import { DEFAULT_SETTINGS, type Settings } from '../world/settings.ts';
import type { Call } from './call-log.ts';

/** Everything that `createSimulator` takes: an account as a scenario describes it, and the machinery around it. */
export interface SimulatorOptions extends Omit<Scenario, 'faults'> {
  /** Where the time comes from. Default `realClock()`. */
  readonly clock?: SimulatorClock;
  /** Port on 127.0.0.1. Default 0: any free one. */
  readonly port?: number;
  /** Scripted faults; unlike those of a file they may have conditions. Default none. */
  readonly faults?: readonly FaultRule[];
  /** Goes on with an account that `Simulator.save` saved, instead of the images of the scenario. */
  readonly saved?: SavedAccount;
  /** Called after each call, in the order of their outcomes. */
  readonly onCall?: (call: Call) => void;
}

/** Options after checks, with defaults filled in. */
export interface CheckedOptions {
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly clock: SimulatorClock;
  readonly port: number;
  readonly faults: readonly FaultRule[];
  readonly saved: SavedAccount | undefined;
  readonly onCall: SimulatorOptions['onCall'];
}

/** Checks the options of `createSimulator`. Throws {@link SimulatorUsageError} that names each wrong or unknown one. */
export function checkOptions(options: SimulatorOptions): CheckedOptions {
  const { clock = realClock(), port = 0, faults = [], saved, onCall, ...rest } = options;
  if (typeof clock.now !== 'function') {
    throw new SimulatorUsageError('The option "clock" must have a method now(), as realClock() has.');
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SimulatorUsageError(`The option "port" must be a whole number from 0 to 65535, not ${port}.`);
  }
  const scenario = parseScenarioOptions(rest);
  return {
    scenario,
    settings: settingsOf(scenario, {
      ...DEFAULT_SETTINGS,
      region: scenario.region ?? DEFAULT_SETTINGS.region,
    }),
    clock,
    port,
    faults,
    saved,
    onCall,
  };
}

/** The settings of one account. What it doesn't say of its behaviour is as in `usual`. */
export function settingsOf(account: AccountScenario, usual: Settings): Settings {
  return {
    region: usual.region,
    account: account.account ?? usual.account,
    updates: { ...usual.updates, ...account.updates },
    unknownNames: account.unknownNames ?? usual.unknownNames,
    currentImageCall: account.currentImageCall ?? usual.currentImageCall,
    taggingLagMinutes: account.taggingLagMinutes ?? usual.taggingLagMinutes,
    taggingKnowsImages: account.taggingKnowsImages ?? usual.taggingKnowsImages,
    copyMinutes: account.copyMinutes ?? usual.copyMinutes,
    verifiedSenders: account.verifiedSenders,
    sesSandbox: account.sesSandbox ?? usual.sesSandbox,
    topics: account.topics,
    parameters: account.parameters ?? {},
    secrets: account.secrets ?? {},
    allow: account.allow,
    roles: account.roles ?? [],
    accessKeyId: account.accessKeyId,
    prices: account.prices === undefined ? usual.prices : statedPrices(account.prices, usual.region),
  };
}
