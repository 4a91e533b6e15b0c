import { homedir } from 'node:os';
import { explainIssue } from '@appstream-campaign/core/internal';
import { lilconfig } from 'lilconfig';
import * as v from 'valibot';
import { usageError } from '../terminal/errors.ts';
import { readText } from '../terminal/text-file.ts';
import { chatsOf } from './chats.ts';
import { CONFIG_KEYS, type Config, configSchema } from './config-schema.ts';

/** Names under which a config file is found, in this order. */
export const CONFIG_NAMES: readonly string[] = ['appstream-campaign.json', '.appstream-campaign.json'];

/** A config file that was read. */
export interface FoundConfig {
  readonly path: string;
  readonly config: Config;
}

/**
 * Reads the config file: the one that is named, else the first that is found from a folder upwards, as far as the
 * home folder or the root.
 *
 * @param named value of --config; `false` for --no-config
 * @throws CommandError naming the first thing that is wrong
 */
export async function readConfig(
  named: string | false | undefined,
  cwd: string,
): Promise<FoundConfig | undefined> {
  if (named === false) return undefined;
  const explorer = lilconfig('appstream-campaign', {
    searchPlaces: [...CONFIG_NAMES],
    stopDir: homedir(),
    cache: false,
    loaders: { '.json': parseJson },
  });
  const found = await (named === undefined ? explorer.search(cwd) : explorer.load(named)).catch(
    (error: unknown) => {
      throw unreadable(named ?? 'the config file', error);
    },
  );
  if (found === null) return undefined;
  const { filepath: path } = found;
  // An empty file is what people make before they fill it.
  const parsed = v.safeParse(configSchema, found.config ?? {});
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const key = v.getDotPath(issue) ?? '';
    // What stands there may be the secret itself.
    const says = /^(slack|slackBot|teams|webhook)\b/.test(key)
      ? `${key} is not shown, in case it is a secret; expected ${issue.message}.`
      : explainIssue(issue, CONFIG_KEYS);
    throw usageError(`${path}: ${says}`, [
      (hint) => `Its schema, for your editor and for reading: ${hint('config', 'schema', '--no-config')}`,
    ]);
  }
  // What is read is shown by `config`, so a secret in the place of a reference has to be found here.
  chatsOf({}, parsed.output);
  return { path, config: parsed.output };
}

/** What was read of the file already is of no use where it is not UTF-8. */
async function parseJson(path: string): Promise<unknown> {
  const content = await readText(path);
  if (content.trim() === '') return undefined;
  try {
    return JSON.parse(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`${path} is not JSON: ${reason}.`, ['Correct it; JSON has no comments.'], cause);
  }
}

function unreadable(what: string, error: unknown): Error {
  if (error instanceof Error && error.name === 'CommandError') return error;
  const reason = error instanceof Error ? error.message : String(error);
  return usageError(
    `${what} can't be read: ${reason}.`,
    ['Name a file: --config ./appstream-campaign.json'],
    error,
  );
}
