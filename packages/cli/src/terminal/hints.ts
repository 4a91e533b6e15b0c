import type { Runtime } from './runtime.ts';

/**
 * Makes a command line that can be pasted, from how this program was called: by npx or not, simulated or not, with the
 * flags that say whose images and which folder. It stands at the end of its line, so that nothing is copied with it.
 *
 * @param command such as `status`
 * @param args what follows it, each of them one word for the shell
 */
export type Hint = (command: string, ...args: readonly string[]) => string;

/** What to do next: a sentence, or one that ends with a command line. */
export type Step = string | ((hint: Hint) => string);

/** Flags as a command has got them. */
export type GivenFlags = Readonly<Record<string, unknown>>;

const FOLDER = { config: '--config', stateDir: '--state-dir' };
const ACCOUNT = { ...FOLDER, profile: '--profile', region: '--region' };
const ENROLMENT = { ...ACCOUNT, tagKey: '--tag-key', tagValue: '--tag-value' };
const IMAGES = {
  ...ENROLMENT,
  only: '--only',
  exclude: '--exclude',
  platform: '--platform',
  limit: '--limit',
};
const ROLLOUT = {
  ...ACCOUNT,
  rings: '--rings',
  onUnhealthy: '--on-unhealthy',
  publish: '--publish',
  shareAfter: '--share-after',
  drain: '--drain',
};

/** The flags that a command takes over from the one that advises it. */
const TAKEN_OVER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...{ plan: IMAGES, run: IMAGES, config: IMAGES, tag: ENROLMENT, untag: ENROLMENT },
  ...{ resume: ACCOUNT, doctor: ENROLMENT, status: ACCOUNT, stop: ACCOUNT, lineage: ACCOUNT, report: FOLDER },
  ...{ rollout: ROLLOUT, freshness: ACCOUNT },
};

/** The hints of a command that was called with these flags. */
export function hintsFor({ called }: Pick<Runtime, 'called'>, flags: GivenFlags = {}): Hint {
  return (command, ...args) => {
    const help = args.includes('--help');
    const kept = help ? [] : flagWords(TAKEN_OVER[command] ?? {}, flags, args);
    return [called, command, ...args.map(shellWord), ...kept].join(' ');
  };
}

/** Command lines for one account and Region, even if the command that advises them was asked for several. */
export function hintsAt(
  { region, profile }: { readonly region: string; readonly profile?: string },
  flags: GivenFlags,
  runtime: Pick<Runtime, 'called'>,
): Hint {
  const target = {
    ...(flags.region === undefined ? {} : { region }),
    ...(flags.profile === undefined ? {} : { profile }),
  };
  return hintsFor(runtime, { ...flags, ...target });
}

/** The steps as text. */
export function stepTexts(steps: readonly Step[], hint: Hint): readonly string[] {
  return steps.map((step) => (typeof step === 'string' ? step : step(hint)));
}

const SIMULATION = { at: '--at', world: '--world', scenario: '--scenario', speed: '--speed' };

/** The words that start a simulated command as this one was started. `--fresh` is left away: it would wipe all out. */
export function simulatedCall(called: string, flags: object): string {
  return [called, 'simulate', ...flagWords(SIMULATION, { ...flags }, [])].join(' ');
}

/**
 * The words that start this program again, from what package runners leave in the environment.
 *
 * @param script the file that runs
 */
export function programCall(env: Runtime['env'], script: string): string {
  if (/[\\/]pnpm[\\/](.*[\\/])?dlx[\\/]/.test(script)) return 'pnpm dlx @appstream-campaign/cli';
  // Neither npx nor a script of package.json leaves the program on the path of the shell.
  const byRunner = env.npm_command === 'exec' || env.npm_command === 'run-script';
  return byRunner || /[\\/]_npx[\\/]/.test(script) ? 'npx @appstream-campaign/cli' : 'appstream-campaign';
}

function flagWords(
  names: Readonly<Record<string, string>>,
  flags: GivenFlags,
  args: readonly string[],
): readonly string[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const value = flags[key];
    if (value === undefined || args.includes(name)) return [];
    if (value === false) return [`--no-${name.slice(2)}`];
    return [name, shellWord(Array.isArray(value) ? value.join(',') : String(value))];
  });
}

/** One word for the shell of this platform. */
function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (process.platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
