import {
  type LineageTree,
  lineageTrees,
  matchesPattern,
  type UnseenPart,
  versionsOf,
} from '@appstream-campaign/core/planning';
import { renderLineage } from '@appstream-campaign/report';
import type { Account } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings } from '../config/settings.ts';
import { inventoryOf } from '../planning/look-ahead.ts';
import { removableImages } from '../planning/rollback-images.ts';
import { EXIT, type ExitCode, mostSevere } from '../terminal/exit-codes.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { notices } from '../view/notices.ts';
import { lookAtAll } from './look-at-all.ts';
import type { Site } from './sites.ts';

/** Flags of `lineage`. */
export interface LineageFlags extends AccountFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

interface Lineages {
  readonly account: string;
  readonly region: string;
  readonly trees: readonly LineageTree[];
  readonly unseen: readonly UnseenPart[];
}

/** Shows the versions of each image, in every profile and Region that is named. */
export async function lineage(
  patterns: readonly string[],
  flags: LineageFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stdout } = runtime;
  const settings = await readSettings(flags, runtime);
  const look = async (account: Account, site: Site<LineageFlags>): Promise<Lineages> => {
    const inventory = await inventoryOf(account, notices(site.runtime));
    const { tags, prune } = settings.config;
    const rules = {
      prune: { ...prune, ...(tags === undefined ? {} : { tags }) },
      rollout: rolloutPolicy({}, settings.config),
    };
    const at = runtime.clock.now().toISOString();
    const removable = await removableImages(account, inventory, rules, at);
    const trees = lineageTrees(inventory, tags, removable).filter((tree) => isMeant(tree, patterns));
    const { caller, region } = account;
    return { account: caller.account, region, trees, unseen: inventory.unseen };
  };
  const seen = await lookAtAll(flags, settings, runtime, look);
  const { values: all } = seen;
  const paint = paintFor(stdout, runtime);
  if (flags.json === true) {
    const plain = seen.documents(({ account, region, trees, unseen }) => ({
      account,
      region,
      ...JSON.parse(renderLineage(trees, 'json', { unseen })),
    }));
    stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
  } else {
    const form = flags.markdown === true ? 'markdown' : 'text';
    const parts = all.map(({ account, region, trees, unseen }) => {
      const head = `Account ${account}, ${region}`;
      const title = form === 'markdown' ? `# ${head}` : paint.bold(head);
      return `${title}\n\n${renderLineage(trees, form, { unseen, timeZone: settings.timeZone })}`;
    });
    stdout.write(parts.join('\n'));
  }
  const found = all.some(({ trees }) => trees.length > 0) ? EXIT.done : EXIT.nothing;
  return mostSevere([...seen.exitCodes, found]);
}

/** By its own name, or that of one of its versions. */
function isMeant(tree: LineageTree, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  const names = [tree.name, ...versionsOf([tree]).map(({ image }) => image.name)];
  return names.some((name) => patterns.some((pattern) => matchesPattern(name, pattern)));
}
