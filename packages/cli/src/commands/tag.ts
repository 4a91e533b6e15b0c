import { type ImageRecord, ImageStoreError } from '@appstream-campaign/core';
import pLimit from 'p-limit';
import { type Account, openAccount } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { readSettings, soleTarget } from '../config/settings.ts';
import { idlePatterns, type TagStep, tagSteps } from '../planning/tag-changes.ts';
import { confirmOrLeave, requireTerminal } from '../terminal/ask.ts';
import { CommandError, usageError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { columns } from '../terminal/table.ts';
import { counted, printable } from '../terminal/wording.ts';
import { notices } from '../view/notices.ts';

/** Flags of `tag` and `untag`. */
export interface TagFlags extends AccountFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly tagKey?: string;
  readonly tagValue?: string;
  readonly ignore?: boolean;
}

/** Images that are tagged at the same time. */
const CONCURRENCY = 5;

/** Enrols images or takes them out, after showing what changes and asking. */
export async function tag(
  what: 'tag' | 'untag',
  patterns: readonly string[],
  flags: TagFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stdout } = runtime;
  if (flags.yes !== true && flags.dryRun !== true) requireTerminal(runtime, '--yes');
  refuseOddPatterns(patterns);
  const settings = await readSettings(flags, runtime);
  const names = settings.config.tags ?? {};
  const tags = {
    key: flags.tagKey ?? names.autoUpdate ?? 'AutoUpdate',
    enabled: flags.tagValue ?? names.enabled ?? 'Enabled',
    completed: names.completed ?? 'Completed',
    ignored: names.ignored ?? 'Ignored',
    nextVersion: names.nextVersion ?? 'NextVersion',
  };
  const account = await openAccount(soleTarget(flags, settings.config), runtime, notices(runtime));
  const images = await imagesWithTags(account);
  const steps = tagSteps(flags.ignore === true ? 'ignore' : what, images, patterns, tags);
  stdout.write(preview(account, steps, runtime));
  for (const pattern of idlePatterns(images, patterns)) notices(runtime)(`No image matches "${pattern}".`);
  const changes = steps.filter(({ change }) => change !== undefined);
  if (changes.length === 0) return EXIT.nothing;
  if (flags.dryRun === true) return EXIT.done;
  if (flags.yes !== true)
    await confirmOrLeave(`Change the tags of ${counted(changes.length, 'image')}?`, runtime);
  await perform(account, changes);
  stdout.write(
    `${counted(changes.length, 'image')} changed. See what a campaign does now: ${hintsFor(runtime, { ...flags })('plan')}\n`,
  );
  return EXIT.done;
}

async function imagesWithTags({ store }: Account): Promise<readonly ImageRecord[]> {
  const listed = await store.list();
  return store.describe(
    listed.map(({ name }) => name),
    { tags: true },
  );
}

function preview({ caller, region }: Account, steps: readonly TagStep[], runtime: Runtime): string {
  const paint = paintFor(runtime.stdout, runtime);
  const head = paint.bold(`Account ${caller.account}, ${region}`);
  if (steps.length === 0) return `${head}\n\n  No image of that name.\n`;
  const rows = steps.map(({ image, change, text }) => [
    image.name,
    change === undefined ? paint.dim(printable(text)) : paint.green(printable(text)),
  ]);
  return `${head}\n\n${columns(rows)}\n\n`;
}

/** All that can be changed is changed; what could not is told at the end, by name. */
async function perform({ store }: Account, steps: readonly TagStep[]): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const failures: ImageStoreError[] = [];
  await Promise.all(
    steps.map(({ image, change }) =>
      limit(async () => {
        if (change === undefined) return;
        await store.retag(image, change).catch((error: unknown) => {
          if (!(error instanceof ImageStoreError)) throw error;
          failures.push(error);
        });
      }),
    ),
  );
  const [first, ...more] = failures;
  if (first === undefined) return;
  if (failures.length === steps.length) throw first;
  throw new CommandError(
    `${failures.length} of ${counted(steps.length, 'image')} could not be changed: ${first.message}`,
    [...more.map(({ message }) => message), 'Run the command again: what is done already is left as it is.'],
    { cause: first },
  );
}

function refuseOddPatterns(patterns: readonly string[]): void {
  const odd = patterns.find((pattern) => !/^[a-zA-Z0-9_.*?-]{1,101}$/.test(pattern));
  if (odd === undefined) return;
  throw usageError(`"${odd}" is not a name pattern.`, [
    'Names have letters, digits and _ . -; a pattern has * for any characters and ? for one.',
    "Put it in quotes, or the shell may read the * itself: 'Finance-*'",
  ]);
}
