import { InvalidArgumentError } from 'commander';
import { type DefineCommand, examples } from './command-context.ts';
import type { SimulateFlags } from './simulate.ts';

/** `simulate` */
export const defineSimulate: DefineCommand = (program, { runtime, exit, runCommandLine }) => {
  program
    .command('simulate')
    .argument('<command>', 'any other command')
    .argument('[args...]', 'its arguments and flags')
    .summary('any of these against a simulated account')
    .description(
      'Runs any other command against a simulated AWS account: nothing is charged, and no AWS account is needed. ' +
        'The account is kept in a file, so that a plan can be followed by a run and a report; its time stands still ' +
        'between two commands, unless --months moves it, and runs fast while one works.',
    )
    .option('--speed <factor>', 'simulated seconds for each real one (default: 600)', factor)
    .option('--scenario <file>', 'the account to begin with (default: a demo of a dozen images)')
    .option(
      '--months <n>',
      'months to move the simulated time forward; updates are published each month',
      months,
    )
    .option('--world <file>', 'where the account is kept (default: in the folder of saved campaigns)')
    .option('--fresh', 'start over with a new account and without campaigns')
    .option('--at <url>', 'a simulator that runs already (appstream-simulator), in its time')
    .helpOption('-h, --help', 'this text')
    .passThroughOptions()
    .addHelpText(
      'after',
      examples(runtime, {
        'simulate plan': 'what would happen',
        'simulate run --batch-size 3': 'a night in half a minute',
        'simulate status': 'its result',
        'simulate --months 1 run': 'a month later, with new updates',
        'simulate --fresh plan': 'everything back to the start',
      }),
    )
    .action(async (command: string, args: readonly string[], flags: SimulateFlags) => {
      const { simulate } = await import('./simulate.ts');
      exit(await simulate([command, ...args], flags, runtime, runCommandLine));
    });
};

function months(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 120) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 to 120 is expected.');
}

function factor(text: string): number {
  const speed = Number(text);
  // Far above this, minutes of simulated time pass within each call.
  if (speed >= 1 && speed <= 20_000) return speed;
  throw new InvalidArgumentError('A number from 1 to 20000 is expected.');
}
