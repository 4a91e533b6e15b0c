import { type Command, InvalidArgumentError, Option } from 'commander';

/** Adds the flags that say how a rollout goes. */
export function withRolloutPolicy(command: Command): Command {
  return command
    .optionsGroup('Policy:')
    .option('--rings <list>', 'name[:soak][:approval], … (default: test:24h,pilot:72h,production:approval)')
    .addOption(
      new Option('--on-unhealthy <what>', 'what becomes of a bad version (default: hold)').choices([
        'hold',
        'rollback',
      ]),
    )
    .addOption(
      new Option('--publish <how>', 'who changes fleets (default: fleet)').choices([
        'fleet',
        'parameter',
        'both',
      ]),
    )
    .option('--share-after <ring>', 'share a version as the one before it, once this ring has it')
    .option(
      '--drain <count>',
      'drain so many instances of a multi-session fleet at once (default: none)',
      instances,
    );
}

function instances(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A number of instances such as 2 is expected; 0 for none.');
}
