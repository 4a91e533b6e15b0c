import { Command, InvalidArgumentError } from 'commander';
import { ScenarioError } from '../errors/usage-errors.ts';
import { demoScenario } from '../scenario/demo-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenario } from '../scenario/scenario-schema.ts';
import type { SimulatorOptions } from '../server/options.ts';
import { fastClock, manualClock, realClock, type SimulatorClock } from '../world/clock.ts';
import { readText } from './text-file.ts';

interface Flags {
  readonly port: number;
  readonly scenario?: string;
  readonly speed?: number;
  readonly manualClock?: boolean;
  readonly region?: string;
}

/** The flags of the command. It throws commander's error, after it said what is wrong, instead of exiting. */
export function createCommand(start: (options: SimulatorOptions) => Promise<void>): Command {
  return new Command('appstream-simulator')
    .description('Simulates the AppStream 2.0 image API, with tagging, quotas, SES and SNS, on 127.0.0.1.')
    .option('--port <number>', 'port to listen on; 0 takes any free one', portNumber, 4577)
    .option('--scenario <file>', 'JSON file with the account to serve (default: a demo account)')
    .option('--speed <factor>', 'simulated seconds for each real one, such as 3600', speedFactor)
    .option('--manual-clock', 'time stands still until POST /_simulator/clock moves it')
    .option('--region <name>', 'default Region (default: the scenario’s, else us-east-1)', regionName)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneSentence(text)) })
    .action(async (flags: Flags) => start(await optionsFrom(flags)));
}

async function optionsFrom(flags: Flags): Promise<SimulatorOptions> {
  const scenario = flags.scenario === undefined ? demoScenario : await readScenario(flags.scenario);
  return {
    ...scenario,
    ...(flags.region === undefined ? {} : { region: flags.region }),
    port: flags.port,
    clock: clockFrom(flags),
  };
}

function clockFrom(flags: Flags): SimulatorClock {
  if (flags.manualClock === true && flags.speed !== undefined) {
    throw new ScenarioError(
      '--speed and --manual-clock exclude each other: a manual clock does not run. Drop one.',
    );
  }
  if (flags.manualClock === true) return manualClock(new Date());
  return flags.speed === undefined ? realClock() : fastClock({ speed: flags.speed });
}

async function readScenario(file: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readText(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(`--scenario ${file} can't be read (${reason}). Name a JSON file.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(`--scenario ${file} is not JSON: ${reason}. Correct the file.`, { cause });
  }
  try {
    return loadScenario(value);
  } catch (cause) {
    if (!(cause instanceof ScenarioError)) throw cause;
    throw new ScenarioError(`--scenario ${file}: ${cause.message}`, { cause });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function speedFactor(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new InvalidArgumentError('A speed is a number above 0, such as 3600.');
}

function regionName(text: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) return text;
  throw new InvalidArgumentError('A Region is named like us-east-1.');
}

/** Commander spreads its errors over lines, with hints on the next; here an error is one line that says what to do. */
function oneSentence(text: string): string {
  return `${text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')} See --help.\n`;
}
