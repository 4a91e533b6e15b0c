import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CampaignReport, type ReportFormat, renderReport } from '@appstream-campaign/report';
import type { CommonFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { DEFAULTS } from '../planning/look-ahead.ts';
import { noCampaign } from '../run/no-campaign.ts';
import { allRuns, type RunFile, runMemory } from '../run/run-folder.ts';
import { readMemory } from '../run/run-memory.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import type { Surroundings } from '../terminal/surroundings.ts';

/** Flags of `report`. */
export interface ReportFlags extends CommonFlags {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly title?: string;
}

/** Writes down what campaigns of this machine did. */
export async function report(
  ids: readonly string[],
  flags: ReportFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, cwd, clock } = surroundings;
  const format = flags.format ?? 'html';
  const { stateDir, timeZone } = await readSettings(flags, surroundings);
  const runs = await allRuns(stateDir);
  const missing = { command: 'report', stateDir, flags: { ...flags } };
  const absent = ids.find((id) => runs.every((run) => run.id !== id));
  if (absent !== undefined) {
    const what = `There is no campaign ${absent}`;
    throw await noCampaign(what, { ...missing, id: absent }, surroundings, EXIT.error);
  }
  const chosen =
    ids.length === 0 ? runs.slice(0, 1) : ids.flatMap((id) => runs.find((run) => run.id === id) ?? []);
  const [first] = chosen;
  if (first === undefined) {
    throw await noCampaign('There are no campaigns', missing, surroundings, EXIT.nothing);
  }
  const text = renderReport(
    {
      at: clock.now().toISOString(),
      campaigns: await Promise.all(chosen.map(reportOf)),
      timeZone,
      ...(flags.title === undefined ? {} : { title: flags.title }),
    },
    format,
  );
  if (flags.output === undefined && format !== 'html') {
    stdout.write(text);
    return EXIT.done;
  }
  const path = resolve(cwd, flags.output ?? `report-${encodeURIComponent(first.id)}.html`);
  // Excel takes a file without the mark for the code page of the machine.
  const mark = format === 'csv' ? '\ufeff' : '';
  await writeFile(path, `${mark}${text}`).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `The report can't be written: ${reason}.`,
      ['Name another file: --output <file>'],
      { cause },
    );
  });
  stdout.write(`${path}\n`);
  return EXIT.done;
}

type Found = RunFile & { readonly folder: string };

async function reportOf({ run, problem, folder, id }: Found): Promise<CampaignReport> {
  if (run === undefined) throw problem;
  const [start, end] = await Promise.all([
    readMemory(runMemory(folder, id, 'start')),
    readMemory(runMemory(folder, id, 'end')),
  ]);
  return {
    state: run.state,
    region: run.region,
    account: run.account,
    slots: run.options.batchSize ?? DEFAULTS.batchSize,
    ...(start.plan === undefined ? {} : { plan: start.plan }),
    ...(start.images === undefined ? {} : { before: start.images }),
    ...(end.images === undefined ? {} : { after: end.images }),
  };
}
