import { type CampaignProgress, formatTime } from '@appstream-campaign/core/messages';
import {
  code,
  context,
  escapeSlack,
  header,
  type SlackBlock,
  type SlackMessage,
  section,
} from './slack-blocks.ts';

/** Updates in progress that are named; an account rarely has more at a time. */
const NAMED = 20;
const BAR = 20;

const HEADLINES: Readonly<Record<CampaignProgress['status'], string>> = {
  discovering: 'AppStream image updates: starting',
  running: 'AppStream image updates: running',
  announcing: 'AppStream image updates: over',
  over: 'AppStream image updates: over',
  stopped: 'AppStream image updates: stopped, somebody has to act',
};

/** The one message of a campaign that is updated as it goes: how far it is, and what is being updated. */
export function toBoard(progress: CampaignProgress, timeZone: string): SlackMessage {
  const { campaign, status, startedAt, waiting, updating, updated, failed, skipped } = progress;
  const done = updated + failed + skipped;
  const all = done + waiting + updating.length;
  const counts = [
    `🔴 ${failed} failed`,
    `🔵 ${updating.length} in progress`,
    `⚪ ${waiting} waiting`,
    `🟢 ${updated} updated`,
    `⚪ ${skipped} skipped`,
  ];
  const filled = all === 0 ? BAR : Math.floor((done / all) * BAR);
  const named = updating.slice(0, NAMED).map(({ source }) => code(source));
  const more = updating.length > NAMED ? ` and ${updating.length - NAMED} more` : '';
  const now: readonly SlackBlock[] =
    updating.length === 0 ? [] : [section(`*Being updated:* ${named.join(', ')}${more}`)];
  return {
    text: `${HEADLINES[status]}, ${done} of ${all} done, ${failed} failed`,
    blocks: [
      header(HEADLINES[status]),
      section(
        `\`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}\` ${done} of ${all} done\n${counts.join('   ')}`,
      ),
      ...now,
      context(
        escapeSlack(
          `Campaign ${campaign}, started ${formatTime(startedAt, timeZone)}. Failures are in the thread.`,
        ),
      ),
    ],
  };
}
