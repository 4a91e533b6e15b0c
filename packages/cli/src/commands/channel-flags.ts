import type { Command } from 'commander';
import { again, several } from '../config/flags.ts';

/** Adds the flags that say who is told. `--from` and `--to` are short for those of mails. */
export function withChannelFlags(command: Command): Command {
  return command
    .optionsGroup('Messages:')
    .option('--from, --mail-from <address>', 'sender of mails, verified in Amazon SES')
    .option('--to, --mail-to <address>', 'who is mailed; several with commas', again)
    .option('--topic <arn>', 'an Amazon SNS topic that is told')
    .option('--event-bus <name>', 'an Amazon EventBridge bus that gets every event')
    .option('--slack <secret>', 'Slack; where the address of its webhook is, such as env:SLACK_URL')
    .option('--slack-token <secret>', 'a Slack bot instead; where its token is')
    .option('--slack-channel <id>', 'the channel that the bot writes to, such as C0123456789')
    .option('--teams <secret>', 'Teams; where the address of its workflow is, such as ssm:/campaign/teams')
    .option('--webhook <secret>', 'JSON to any address; where that is, such as secretsmanager:campaign#url')
    .option('--webhook-key <secret>', 'where the key is that signs it')
    .option('--routes <text>', 'who is told of what, such as "slack: updateFailed; ses: campaignEnded"')
    .option('--notifier <file>', 'a module with a notifier of your own; several with commas', several);
}
