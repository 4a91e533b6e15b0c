import { freshness } from '@appstream-campaign/core/planning';
import { renderFreshness } from '@appstream-campaign/report';
import type { Account } from '../account/account.ts';
import { imageFacts } from '../account/image-facts.ts';
import type { AccountFlags } from '../config/flags.ts';
import { optional, readSettings } from '../config/settings.ts';
import { inventoryOf } from '../planning/look-ahead.ts';
import { isMeant } from '../planning/rollout-rows.ts';
import { usageError } from '../terminal/errors.ts';
import { EXIT, type ExitCode, mostSevere } from '../terminal/exit-codes.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { freshnessText, type TargetFreshness } from '../view/freshness-view.ts';
import { notices } from '../view/notices.ts';
import { lookAtAll, type Seen } from './look-at-all.ts';
import type { Site } from './sites.ts';

/** Flags of `freshness`. */
export interface FreshnessFlags extends AccountFlags {
  readonly maxAge?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly html?: boolean;
}

/** Shows how old the images of fleets are, in every profile and Region that is named. */
export async function freshnessCommand(
  patterns: readonly string[],
  flags: FreshnessFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stdout, clock } = runtime;
  if ([flags.json, flags.markdown, flags.html].filter((form) => form === true).length > 1) {
    throw usageError('Several forms are named.', ['Name one of --json, --markdown and --html.']);
  }
  const settings = await readSettings(flags, runtime);
  const { config } = settings;
  const look = async (account: Account, site: Site<FreshnessFlags>): Promise<TargetFreshness> => {
    const inventory = await inventoryOf(account, notices(site.runtime));
    const facts = await imageFacts(account.appstream, inventory);
    const now = clock.now().toISOString();
    const input = {
      inventory,
      facts,
      now,
      ...optional('maxAgeDays', flags.maxAge),
      ...optional('tags', config.tags),
    };
    const { fleets, newest, ...rest } = freshness(input);
    return {
      ...rest,
      account: account.caller.account,
      region: account.region,
      ...optional('profile', site.target.profile),
      fleets: fleets.filter(({ fleet, image, lineage }) => isMeant([fleet, image, lineage], patterns)),
      newest: newest.filter(({ image, lineage }) => isMeant([image, lineage], patterns)),
    };
  };
  const seen = await lookAtAll(flags, settings, runtime, look);
  const { values: reports } = seen;
  stdout.write(textOf(seen, flags, runtime));
  const all = reports.flatMap(({ fleets, newest }) => [...fleets, ...newest]);
  const tooOld = all.some((one) => one.tooOld) ? [EXIT.blocked] : [];
  return mostSevere([...seen.exitCodes, ...tooOld, all.length === 0 ? EXIT.nothing : EXIT.done]);
}

function textOf(
  { values: reports, documents }: Seen<TargetFreshness>,
  { json, markdown, html }: FreshnessFlags,
  runtime: Runtime,
): string {
  if (json === true)
    return `${JSON.stringify(
      documents((one) => one),
      null,
      2,
    )}\n`;
  if (markdown === true) return renderFreshness(reports, 'markdown');
  if (html === true) return renderFreshness(reports, 'html');
  return freshnessText(reports, paintFor(runtime.stdout, runtime));
}
