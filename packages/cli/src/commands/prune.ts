import { matchesPattern, QUOTAS } from '@appstream-campaign/core/planning';
import {
  type PruneDecision,
  type PruneOptions,
  type PruneVerdict,
  planPrune,
  prune as prunePass,
} from '@appstream-campaign/core/prune';
import type { Account } from '../account/account.ts';
import { inventoryOf } from '../account/inventory.ts';
import type { Config } from '../config/config-schema.ts';
import type { AccountFlags } from '../config/flags.ts';
import { rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings } from '../config/settings.ts';
import { withRollbackImagesOf } from '../planning/rollback-images.ts';
import { requireTerminal } from '../terminal/ask.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted } from '../terminal/wording.ts';
import { notices } from '../view/notices.ts';
import { pruneDocument, prunedText, pruneText } from '../view/prune-view.ts';
import { type Outcome, sideBySide, type Work } from './side-by-side.ts';
import type { Site } from './sites.ts';

/** Flags of `prune`. */
export interface PruneFlags extends AccountFlags {
  readonly keep?: number;
  readonly minAge?: number;
  readonly failedAfter?: number;
  readonly max?: number;
  readonly unshare?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Deletes versions that nobody needs, after showing what goes and what stays, and asking. */
export async function prune(
  patterns: readonly string[],
  flags: PruneFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  if (flags.yes !== true && flags.dryRun !== true) requireTerminal(runtime, '--yes');
  const settings = await readSettings(flags, runtime);
  const orders = { patterns, policy: pruneOptions(flags, settings.config), config: settings.config };
  return sideBySide(flags, settings, runtime, {
    look: (site, account) => prepare(orders, site, account),
  });
}

interface PruneOrders {
  readonly patterns: readonly string[];
  readonly policy: PruneOptions;
  readonly config: Config;
}

/** Shows what goes and what stays. */
async function prepare(
  { patterns, policy, config }: PruneOrders,
  { flags, runtime }: Site<PruneFlags>,
  account: Account,
): Promise<Outcome | Work> {
  const { stdout, clock } = runtime;
  const rollout = rolloutPolicy({}, config);
  const { read, imageQuota } = inventoryOf(account, notices(runtime));
  const inventory = async (among?: readonly string[]) =>
    withRollbackImagesOf(account, await read(among), rollout);
  const first = await inventory();
  const plan = meant(await planPrune({ inventory: async () => first, clock, policy }), patterns);
  const paint = paintFor(stdout, runtime);
  if (flags.json !== true) {
    const value = (await imageQuota()) ?? QUOTAS.images.standard;
    const quota = { used: first.images.length, value };
    stdout.write(`${paint.bold(`Account ${account.caller.account}, ${account.region}`)}\n\n`);
    stdout.write(pruneText(plan, quota, { paint, all: flags.all === true }));
  }
  const only = plan.delete.map(({ image }) => image);
  if (only.length === 0 || flags.dryRun === true) {
    const document = pruneDocument(plan, { deleted: [], failed: [] });
    if (only.length === 0) return { exitCode: EXIT.nothing, document };
    return { exitCode: EXIT.done, words: `${counted(only.length, 'image')} would be deleted`, document };
  }
  const deed = `Delete ${counted(only.length, 'image')} for good`;
  return {
    ...(flags.yes === true ? {} : { deed }),
    async carryOut() {
      const result = await prunePass({ store: account.store, inventory, clock, policy, only });
      if (flags.json !== true) stdout.write(prunedText(result, paint));
      const { deleted, failed } = result;
      return {
        exitCode: failed.length > 0 ? EXIT.error : EXIT.done,
        words: `${counted(deleted.length, 'image')} deleted${failed.length > 0 ? `, ${failed.length} kept` : ''}`,
        document: pruneDocument(plan, result),
      };
    },
  };
}

/** Flags win over the config file. */
function pruneOptions(flags: PruneFlags, { prune: config = {}, tags }: Config): PruneOptions {
  const options = {
    keep: flags.keep ?? config.keep,
    minAgeDays: flags.minAge ?? config.minAgeDays,
    failedAfterDays: flags.failedAfter ?? config.failedAfterDays,
    maxDeletions: flags.max ?? config.maxDeletions,
    unshare: flags.unshare ?? config.unshare,
    keepTag: config.keepTag,
    tags,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The part of a plan that is about these lineages or images. */
function meant(plan: PruneDecision, patterns: readonly string[]): PruneDecision {
  if (patterns.length === 0) return plan;
  const isMeant = ({ image, lineage = image }: PruneVerdict<string>) =>
    patterns.some((pattern) => matchesPattern(image, pattern) || matchesPattern(lineage, pattern));
  return { delete: plan.delete.filter(isMeant), keep: plan.keep.filter(isMeant) };
}
