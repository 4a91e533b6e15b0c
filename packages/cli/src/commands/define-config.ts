import { Argument } from 'commander';
import { withAccountFlags, withCampaignFlags } from '../config/flags.ts';
import { type DefineCommand, examples } from './command-context.ts';
import type { ConfigFlags } from './config.ts';

/** `config` */
export const defineConfig: DefineCommand = (program, { runtime, exit }) => {
  const command = program
    .command('config')
    .addArgument(
      new Argument('[what]', 'what to do with it (default: show)').choices(['show', 'init', 'schema']),
    )
    .summary('the config file: show, begin, describe')
    .description(
      'show: the options that a campaign would have here, and where each comes from. init: begins a config file in this ' +
        'folder. schema: the JSON schema of the file, for editors. A config file is named appstream-campaign.json and ' +
        'is found from the present folder upwards; flags win over it.',
    )
    .addHelpText(
      'after',
      examples(runtime, {
        config: 'what holds here',
        'config init': 'begin a file',
        'config schema > schema.json': 'for an editor',
      }),
    )
    .action(async (what: 'show' | 'init' | 'schema' | undefined, flags: ConfigFlags) => {
      const { config } = await import('./config.ts');
      exit(await config(what, flags, runtime));
    });
  withAccountFlags(withCampaignFlags(command));
};
