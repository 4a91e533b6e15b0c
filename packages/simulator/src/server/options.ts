import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { FaultRule } from '../faults/fault.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parseScenarioOptions } from '../scenario/scenario-schema.ts';
import { realClock, type SimulatorClock } from '../world/clock.ts';
import type { SavedAccount } from '../world/saved-account.ts';
import { DEFAULT_QUOTAS, DEFAULT_SETTINGS, type Quotas, type Settings } from '../world/settings.ts';
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
  readonly quotas: Quotas;
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
    settings: settingsOf(scenario),
    quotas: { ...DEFAULT_QUOTAS, ...scenario.quotas },
    clock,
    port,
    faults,
    saved,
    onCall,
  };
}

function settingsOf(scenario: Scenario): Settings {
  const { region, account, unknownNames, currentImageCall, taggingLagMinutes, copyMinutes } = scenario;
  return {
    region: region ?? DEFAULT_SETTINGS.region,
    account: account ?? DEFAULT_SETTINGS.account,
    updates: { ...DEFAULT_SETTINGS.updates, ...scenario.updates },
    unknownNames: unknownNames ?? DEFAULT_SETTINGS.unknownNames,
    currentImageCall: currentImageCall ?? DEFAULT_SETTINGS.currentImageCall,
    taggingLagMinutes: taggingLagMinutes ?? DEFAULT_SETTINGS.taggingLagMinutes,
    taggingKnowsImages: scenario.taggingKnowsImages ?? DEFAULT_SETTINGS.taggingKnowsImages,
    copyMinutes: copyMinutes ?? DEFAULT_SETTINGS.copyMinutes,
    verifiedSenders: scenario.verifiedSenders,
    sesSandbox: scenario.sesSandbox ?? DEFAULT_SETTINGS.sesSandbox,
    topics: scenario.topics,
    parameters: scenario.parameters ?? {},
    secrets: scenario.secrets ?? {},
    allow: scenario.allow,
  };
}
