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
import type { Runtime } from '../terminal/runtime.ts';

/** Flags of `report`. */
export interface ReportFlags extends CommonFlags {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly title?: string;
  readonly from?: readonly string[];
  readonly each?: boolean;
  readonly execution?: readonly string[];
  readonly profile?: string;
}

/** Writes down what campaigns of this machine did. */
export async function report(
  ids: readonly string[],
  flags: ReportFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stdout, cwd, clock } = runtime;
  const format = flags.format ?? 'html';
  const { stateDir, timeZone } = await readSettings(flags, runtime);
  const folders = [stateDir, ...(flags.from ?? []).map((folder) => resolve(cwd, folder))];
  const chosen = await savedOnes(ids, flags, folders, runtime);
  const executions = flags.execution ?? [];
  const campaigns = [
    ...(await Promise.all(chosen.map(reportOf))),
    ...(await executionReports(executions, flags, runtime)),
  ];
  const [first] = campaigns;
  const text = renderReport(
    {
      at: clock.now().toISOString(),
      campaigns,
      timeZone,
      ...(flags.title === undefined ? {} : { title: flags.title }),
    },
    format,
  );
  if (flags.output === undefined && format !== 'html') {
    stdout.write(text);
    return EXIT.done;
  }
  const path = resolve(cwd, flags.output ?? `report-${encodeURIComponent(first?.state.id ?? '')}.html`);
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

/** The saved campaigns that are asked for: by name, the latest of each account and Region, or the latest. */
async function savedOnes(
  ids: readonly string[],
  flags: ReportFlags,
  folders: readonly string[],
  runtime: Runtime,
): Promise<readonly Found[]> {
  if (ids.length === 0 && flags.each !== true && flags.execution !== undefined) return [];
  const all = (await Promise.all(folders.map(allRuns))).flat();
  const runs = all.toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
  const missing = { command: 'report', stateDir: folders[0] ?? '', flags: { ...flags } };
  const absent = ids.find((id) => runs.every((run) => run.id !== id));
  if (absent !== undefined) {
    const what = `There is no campaign ${absent}`;
    throw await noCampaign(what, { ...missing, id: absent }, runtime, EXIT.error);
  }
  if (runs.length === 0) throw await noCampaign('There are no campaigns', missing, runtime, EXIT.nothing);
  if (ids.length > 0) return ids.flatMap((id) => runs.filter((run) => run.id === id));
  if (flags.each !== true) return runs.slice(0, 1);
  const placeOf = ({ run, folder }: Found) => (run === undefined ? folder : `${run.account} ${run.region}`);
  return runs.filter((run, index) => runs.findIndex((one) => placeOf(one) === placeOf(run)) === index);
}

const startOf = ({ run }: Found) => run?.state.startedAt ?? '';

async function executionReports(
  arns: readonly string[],
  { profile }: ReportFlags,
  runtime: Runtime,
): Promise<readonly CampaignReport[]> {
  if (arns.length === 0) return [];
  const { executionReport } = await import('../run/execution-report.ts');
  return Promise.all(arns.map((arn) => executionReport(arn, profile, runtime)));
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
