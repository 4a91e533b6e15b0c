import type { CampaignFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { lookAhead } from '../planning/look-ahead.ts';
import { lookOptions } from '../planning/look-options.ts';
import { type Outlook, planExitCode } from '../planning/plan-outlook.ts';
import { type ExitCode, mostSevere } from '../terminal/exit-codes.ts';
import { hintsAt } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { notices } from '../view/notices.ts';
import { planMarkdown } from '../view/plan-markdown.ts';
import { planText } from '../view/plan-view.ts';
import { lookAtAll } from './look-at-all.ts';

/** Flags of `plan`. */
export interface PlanFlags extends CampaignFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly all?: boolean;
}

/** Shows what a campaign would do, in every profile and Region that is named. Changes nothing. */
export async function plan(flags: PlanFlags, runtime: Runtime): Promise<ExitCode> {
  const settings = await readSettings(flags, runtime);
  const look = lookOptions(flags, settings, runtime.clock);
  const seen = await lookAtAll(
    flags,
    settings,
    runtime,
    async (account, site) => (await lookAhead(account, look, notices(site.runtime))).outlook,
  );
  const { values: outlooks } = seen;
  const { stdout } = runtime;
  const { timeZone } = settings;
  const hintOf = (outlook: Outlook) => hintsAt(outlook, { ...flags }, runtime);
  if (flags.json === true) {
    stdout.write(
      `${JSON.stringify(
        seen.documents((one) => one),
        null,
        2,
      )}\n`,
    );
  } else if (flags.markdown === true) {
    stdout.write(planMarkdown(outlooks, hintOf, timeZone));
  } else {
    const paint = paintFor(stdout, runtime);
    const view = { paint, width: widthOf(stdout), all: flags.all === true, timeZone };
    stdout.write(`${outlooks.map((one) => planText(one, { ...view, hint: hintOf(one) })).join('\n\n')}\n`);
  }
  return mostSevere([...seen.exitCodes, planExitCode(outlooks)]);
}
