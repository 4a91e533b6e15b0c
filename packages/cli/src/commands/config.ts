import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import schema from '../../config.schema.json' with { type: 'json' };
import { checkOptions } from '../campaign-check.ts';
import { CONFIG_NAMES } from '../config-file.ts';
import { CommandError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CampaignFlags } from '../flags.ts';
import { paintFor } from '../paint.ts';
import { campaignOptions, readSettings, targetsOf } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { columns } from '../table.ts';
import { printable } from '../wording.ts';

/** Flags of `config`. */
export type ConfigFlags = CampaignFlags;

const SCHEMA_URL = 'https://unpkg.com/@appstream-campaign/cli/config.schema.json';

/** Shows what holds here, begins a config file, or prints the schema. */
export async function config(
  what: 'show' | 'init' | 'schema' | undefined,
  flags: ConfigFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  switch (what ?? 'show') {
    case 'show':
      return show(flags, surroundings);
    case 'init':
      return init(surroundings);
    case 'schema':
      surroundings.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      return EXIT.done;
  }
}

async function show(flags: ConfigFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, clock } = surroundings;
  const settings = await readSettings(flags, surroundings);
  const options = campaignOptions(flags, settings.config);
  checkOptions(options, clock);
  const paint = paintFor(stdout, surroundings);
  const { $schema: _, ...file } = settings.config;
  const given = Object.entries(flags).filter(
    ([key]) => !['config', 'debug', 'color', 'stateDir'].includes(key),
  );
  const rows = (values: Readonly<Record<string, unknown>>) =>
    columns(Object.entries(values).map(([key, value]) => [key, printable(JSON.stringify(value))]));
  const section = (title: string, values: Readonly<Record<string, unknown>>) =>
    Object.keys(values).length === 0 ? [] : ['', paint.bold(title), rows(values)];
  const lines = [
    `config file   ${settings.file?.path ?? `none; it would be ${join(surroundings.cwd, CONFIG_NAMES[0] ?? '')}`}`,
    `campaigns in  ${settings.stateDir}`,
    ...section('From the file', file),
    ...section('From flags, which win', Object.fromEntries(given)),
    ...section('What a campaign is given', { ...options, targets: targetsOf(flags, settings.config) }),
  ];
  stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

async function init({ cwd, stdout }: Surroundings): Promise<ExitCode> {
  const path = join(cwd, CONFIG_NAMES[0] ?? '');
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new CommandError(`${path} exists already.`, ['Edit it, or delete it first.']);
  const content = { $schema: SCHEMA_URL, batchSize: 5, exclude: ['*-Test'] };
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
  stdout.write(`${path} is there. Your editor shows what it can hold.\n`);
  return EXIT.done;
}
