import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import schema from '../../config.schema.json' with { type: 'json' };
import { CONFIG_NAMES } from '../config/config-file.ts';
import type { CampaignFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { untilInstant } from '../config/until.ts';
import { lookOptions } from '../planning/look-options.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { configText } from './config-view.ts';

/** Flags of `config`. */
export type ConfigFlags = CampaignFlags;

/** Written beside the file, so that what it points to is there, without a network and in this program's version. */
const SCHEMA_NAME = 'appstream-campaign.schema.json';

/** Shows what holds here, begins a config file, or prints the schema. */
export async function config(
  what: 'show' | 'init' | 'schema' | undefined,
  flags: ConfigFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  switch (what ?? 'show') {
    case 'show':
      return show(flags, runtime);
    case 'init':
      return init(runtime);
    case 'schema':
      runtime.stdout.write(schemaText());
      return EXIT.done;
  }
}

async function show(flags: ConfigFlags, runtime: Runtime): Promise<ExitCode> {
  const { stdout, clock } = runtime;
  const settings = await readSettings(flags, runtime);
  const { config, file, stateDir } = settings;
  lookOptions(flags, settings, clock);
  if (config.until !== undefined) untilInstant(config.until, clock.now(), settings.timeZone);
  const path = file?.path ?? `none; it would be ${join(runtime.cwd, CONFIG_NAMES[0] ?? '')}`;
  const text = configText(settings, flags, paintFor(stdout, runtime), widthOf(stdout));
  stdout.write(`config file   ${path}\ncampaigns in  ${stateDir}\n\n${text}\n`);
  return EXIT.done;
}

async function init({ cwd, stdout }: Runtime): Promise<ExitCode> {
  const path = join(cwd, CONFIG_NAMES[0] ?? '');
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new CommandError(`${path} exists already.`, ['Edit it, or delete it first.']);
  const content = { $schema: `./${SCHEMA_NAME}`, batchSize: 5, exclude: ['*-Test'] };
  try {
    await writeFile(join(cwd, SCHEMA_NAME), schemaText());
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const next = ['Go to a folder in which you may write, and begin the file there.'];
    throw new CommandError(`${path} can't be written: ${reason}.`, next, { cause });
  }
  stdout.write(`${path} is there. Your editor shows what it can hold, out of ${SCHEMA_NAME} beside it.\n`);
  return EXIT.done;
}

const schemaText = () => `${JSON.stringify(schema, null, 2)}\n`;
