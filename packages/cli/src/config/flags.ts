import { type Command, InvalidArgumentError, Option } from 'commander';
import { PLATFORMS } from './platforms.ts';

/** Flags that every command has which looks for a config file. */
export interface CommonFlags {
  readonly config?: string | false;
  readonly stateDir?: string;
  readonly timeZone?: string;
  readonly debug?: boolean;
}

/** Flags of commands that call AWS. */
export interface AccountFlags extends CommonFlags {
  readonly profile?: readonly string[];
  readonly region?: readonly string[];
}

/** Flags that say what a campaign is. */
export interface CampaignFlags extends AccountFlags {
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly platform?: readonly string[];
  readonly batchSize?: number;
  readonly limit?: number;
  readonly pacing?: 'window' | 'batch';
  readonly naming?: 'default' | 'original';
  readonly rebuildCurrent?: boolean;
  readonly tagKey?: string;
  readonly tagValue?: string;
  readonly checkEvery?: number;
  readonly timeLimit?: number;
  readonly hourlyPrice?: number;
  readonly currency?: string;
  readonly attempts?: number;
  readonly deleteFailed?: boolean;
  readonly sharing?: 'none' | 'carry';
  readonly prune?: boolean;
  readonly failureCount?: number;
  readonly failurePercent?: number;
}

/** Several values: given again and again, or with commas. */
export function several(text: string, before: readonly string[] | undefined): readonly string[] {
  const values = text.split(',').map((value) => value.trim());
  if (values.includes('')) throw new InvalidArgumentError('It has an empty part.');
  return [...(before ?? []), ...values];
}

/** Several values, given again and again; commas are part of them. */
export function again(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Several platforms that AppStream knows. */
function platforms(text: string, before: readonly string[] | undefined): readonly string[] {
  const values = several(text, before);
  const odd = values.find((value) => !PLATFORMS.includes(value));
  if (odd === undefined) return values;
  throw new InvalidArgumentError(`There is no platform "${odd}". It is one of ${PLATFORMS.join(', ')}.`);
}

/** A whole number of things that are shown. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 is expected.');
}

/** A number; its bounds are the campaign's to check. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is expected.');
  return value;
}

const GROUPS = { account: 'Account:', campaign: 'Campaign:', program: 'Program:' };

const option = (flags: string, text: string) => new Option(flags, text);

/** Adds --config, --state-dir, --time-zone, --debug and --no-color. */
export function withCommonFlags(command: Command): Command {
  return command
    .optionsGroup(GROUPS.program)
    .addOption(option('--config <file>', 'config file (default: appstream-campaign.json, from here upwards)'))
    .addOption(option('--no-config', 'use no config file'))
    .addOption(option('--state-dir <folder>', 'where campaigns are saved'))
    .addOption(
      option('--time-zone <name>', "zone of all times, such as Europe/Berlin (default: the machine's)"),
    )
    .addOption(option('--no-color', 'no colours; so does the variable NO_COLOR'))
    .addOption(option('--debug', 'show all that is known of an error'))
    .helpOption('-h, --help', 'this text');
}

/** Adds --profile and --region, and the common flags. */
export function withAccountFlags(command: Command, severalTargets: boolean = false): Command {
  const more = severalTargets ? '; several with commas' : '';
  command
    .optionsGroup(GROUPS.account)
    .addOption(option('--profile <name>', `profile, as the AWS CLI has it${more}`).argParser(several))
    .addOption(option('--region <name>', `Region, as the AWS CLI has it${more}`).argParser(several));
  return withCommonFlags(command);
}

/** Adds all that says what a campaign is. */
export function withCampaignFlags(command: Command): Command {
  return command
    .optionsGroup(GROUPS.campaign)
    .addOption(
      option('--only <pattern>', 'only images whose name matches, such as Finance-*').argParser(several),
    )
    .addOption(option('--exclude <pattern>', 'no image whose name matches').argParser(several))
    .addOption(
      option('--platform <name>', 'only this platform, such as WINDOWS_SERVER_2022')
        .choices(PLATFORMS)
        .argParser(platforms),
    )
    .addOption(option('--batch-size <n>', 'updates at the same time (default: 5)').argParser(number))
    .addOption(option('--limit <n>', 'updates in this campaign at most (default: all)').argParser(number))
    .addOption(
      option('--pacing <how>', 'refill each slot, or wait for the batch (default: window)').choices([
        'window',
        'batch',
      ]),
    )
    .addOption(
      option('--naming <how>', "names of successors, ours or the original's (default: default)").choices([
        'default',
        'original',
      ]),
    )
    .addOption(option('--rebuild-current', 'update images as well that are up to date already'))
    .addOption(option('--tag-key <key>', 'tag that enrols an image (default: AutoUpdate)'))
    .addOption(option('--tag-value <value>', 'value of that tag (default: Enabled)'))
    .addOption(
      option('--check-every <minutes>', 'look at fixed times (default: when it is worth it)').argParser(
        number,
      ),
    )
    .addOption(
      option('--time-limit <minutes>', 'an update that takes longer has failed (default: 720)').argParser(
        number,
      ),
    )
    .addOption(
      option(
        '--hourly-price <amount>',
        "of an image builder, to estimate the cost (default: AWS's price list)",
      ).argParser(number),
    )
    .addOption(option('--currency <code>', 'of that price, such as EUR'))
    .addOption(option('--attempts <n>', 'updates of one image that are tried (default: 2)').argParser(number))
    .addOption(option('--delete-failed', 'delete a failed image before its update is tried again'))
    .addOption(
      option('--sharing <how>', 'share a successor with the accounts of its source (default: none)').choices([
        'none',
        'carry',
      ]),
    )
    .addOption(option('--prune', 'delete versions that nobody needs: before, when room is short, and after'))
    .addOption(
      option(
        '--failure-count <n>',
        'start nothing more when so many images failed, 0: never (default: 3) …',
      ).argParser(number),
    )
    .addOption(
      option('--failure-percent <n>', '… and so many percent of those that ended (default: 50)').argParser(
        number,
      ),
    );
}

/** Flags of `stop`. */
export interface StopFlags extends AccountFlags {
  readonly stateMachine?: string;
  readonly undo?: boolean;
  readonly yes?: boolean;
}

/** Flags of `status`. */
export interface StatusFlags extends AccountFlags {
  readonly stateMachine?: string;
  readonly limit?: number;
  readonly json?: boolean;
}
