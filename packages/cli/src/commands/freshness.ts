import { freshness } from '@appstream-campaign/core/planning';
import { type FreshnessReport, renderFreshness } from '@appstream-campaign/report';
import { openAccount } from '../account/account.ts';
import { imageFacts } from '../account/image-facts.ts';
import type { AccountFlags } from '../config/flags.ts';
import { optional, readSettings, targetsOf } from '../config/settings.ts';
import type { Target } from '../config/target.ts';
import { inventoryOf } from '../planning/look-ahead.ts';
import { isMeant } from '../planning/rollout-rows.ts';
import { usageError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Surroundings } from '../terminal/surroundings.ts';
import { freshnessText } from '../view/freshness-view.ts';
import { notices } from '../view/notices.ts';

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
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, clock } = surroundings;
  if ([flags.json, flags.markdown, flags.html].filter((form) => form === true).length > 1) {
    throw usageError('Several forms are named.', ['Name one of --json, --markdown and --html.']);
  }
  const { config } = await readSettings(flags, surroundings);
  const look = async (target: Target): Promise<FreshnessReport> => {
    const notice = notices(surroundings);
    const account = await openAccount(target, surroundings, notice);
    const inventory = await inventoryOf(account, notice);
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
      fleets: fleets.filter(({ fleet, image, lineage }) => isMeant([fleet, image, lineage], patterns)),
      newest: newest.filter(({ image, lineage }) => isMeant([image, lineage], patterns)),
    };
  };
  const reports = await Promise.all(targetsOf(flags, config).map(look));
  stdout.write(textOf(reports, flags, surroundings));
  const all = reports.flatMap(({ fleets, newest }) => [...fleets, ...newest]);
  if (all.some(({ tooOld }) => tooOld)) return EXIT.blocked;
  return all.length === 0 ? EXIT.nothing : EXIT.done;
}

function textOf(
  reports: readonly FreshnessReport[],
  { json, markdown, html }: FreshnessFlags,
  surroundings: Surroundings,
): string {
  if (json === true) return `${JSON.stringify(reports, null, 2)}\n`;
  if (markdown === true) return renderFreshness(reports, 'markdown');
  if (html === true) return renderFreshness(reports, 'html');
  return freshnessText(reports, paintFor(surroundings.stdout, surroundings));
}
