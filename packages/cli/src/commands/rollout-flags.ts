import { type Command, Option } from 'commander';

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
    .option('--share-after <ring>', 'share a version as the one before it, once this ring has it');
}
