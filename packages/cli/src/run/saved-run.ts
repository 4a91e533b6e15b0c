import { type CampaignOptions, type CampaignState, parseCampaignState } from '@appstream-campaign/core';
import { explainIssue, isInstant } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import type { Channels } from '../config/chats.ts';
import { CommandError } from '../terminal/errors.ts';
import type { Step } from '../terminal/hints.ts';
import { readText } from '../terminal/text-file.ts';
import { VERSION } from '../terminal/version.ts';

/** A campaign as it is saved after each step: everything that it takes to go on. */
export interface SavedRun {
  readonly version: 1;
  /** The version of the program that saved it, for people. */
  readonly savedBy: string;
  readonly savedAt: string;
  readonly account: string;
  readonly region: string;
  readonly profile?: string;
  readonly options: CampaignOptions;
  readonly channels: Channels;
  /** Nothing is started from this instant on. */
  readonly until?: string;
  readonly state: CampaignState;
}

const text = v.string('a text');
const instant = v.pipe(text, v.check(isInstant, 'an instant'));
const schema = v.strictObject(
  {
    version: v.literal(1, 'version 1'),
    savedBy: text,
    savedAt: instant,
    account: text,
    region: text,
    profile: v.exactOptional(text),
    // The campaign itself checks its options.
    options: v.looseObject({}),
    channels: v.strictObject({
      mail: v.exactOptional(v.strictObject({ from: text, to: v.array(text) })),
      topicArn: v.exactOptional(text),
      eventBus: v.exactOptional(text),
      slack: v.exactOptional(text),
      slackBot: v.exactOptional(
        v.strictObject({ token: text, channel: text, apiUrl: v.exactOptional(text) }),
      ),
      teams: v.exactOptional(text),
      webhook: v.exactOptional(v.strictObject({ url: text, key: v.exactOptional(text) })),
      routes: v.exactOptional(text),
      modules: v.exactOptional(v.array(text)),
    }),
    until: v.exactOptional(instant),
    state: v.unknown(),
  },
  'a saved campaign',
);

/** A file that never was a saved campaign, whatever its name. */
export class NoSavedRun extends CommandError {}

/**
 * Reads a saved campaign.
 * @throws NoSavedRun when the file is none; CommandError when it is damaged, or of another version
 */
export async function readRun(path: string): Promise<SavedRun> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${path} can't be read: ${reason}.`, LEFT_OVER, { cause });
  }
  if (typeof value !== 'object' || value === null || !('version' in value)) {
    throw new NoSavedRun(`${path} is not a saved campaign.`, LEFT_OVER);
  }
  const { version } = value;
  if (version !== 1) {
    throw new CommandError(
      `${path} is of another version (${JSON.stringify(version)}); this program, ${VERSION}, reads version 1.`,
      [
        'Use the version that saved it: its "savedBy" names it. Or the newest, from the repository.',
        ...LEFT_OVER,
      ],
    );
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    throw new CommandError(`${path}: ${explainIssue(parsed.issues[0])}`, LEFT_OVER);
  }
  return { ...parsed.output, state: parseCampaignState(parsed.output.state) };
}

const LEFT_OVER: readonly Step[] = [
  (hint) =>
    `Put the file away, and begin a new campaign, which finds the updates in progress again: ${hint('run')}`,
];

/**
 * Writes a saved campaign as a whole or not at all: into a new file first, which takes the old one's place when it is
 * safely on disk. Nobody else can read it.
 */
export async function writeRun(path: string, run: Omit<SavedRun, 'version' | 'savedBy'>): Promise<void> {
  const whole: SavedRun = { version: 1, savedBy: VERSION, ...run };
  await writeFileAtomic(path, `${JSON.stringify(whole, null, 1)}\n`, { mode: 0o600 });
}
