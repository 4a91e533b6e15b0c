import { happenings } from './happenings.mjs';
import { introduction } from './introduction.mjs';
import { counted, shorten, timeText } from './wording.mjs';

/** Longest that a name gets in a line of the log. */
const NAME_WIDTH = 44;

/**
 * Tells the campaign as a log: one line for each event.
 *
 * @param {import('./run-demo.mjs').Story} story
 */
export function plainView(story, terminal) {
  const say = (at, what, text) => console.log(`  ${timeText(at)}  ${what.padEnd(8)}  ${text}`);
  console.log(`${introduction(story, terminal)}\n`);
  let isUnderWay = false;
  return {
    /** @param {{ candidates: import('./progress.mjs').Candidate[], deleted: string[] }} earlier */
    checked(earlier) {
      const now = story.clock.now();
      const { candidates, input, results, checks } = story;
      if (checks === 1) say(now, 'found', `${counted(candidates.length, 'image')} to update, by their tags`);
      const { account, before, deleted } = story;
      const going = (results === 0 ? [] : (results.Campaign.Deletions ?? [])).map(([image]) => image);
      if (going.length > 0) {
        const room = account.quota - before.length + deleted.length;
        say(
          now,
          'pruning',
          `room for ${room} of ${counted(candidates.length, 'new image')}: ${going.join(', ')} go`,
        );
      }
      for (const image of deleted.filter((name) => !earlier.deleted.includes(name))) {
        say(now, 'deleted', `${image}, which is superseded and used by nobody`);
      }
      const options = { slots: input.BatchSize, now, name: (text) => shorten(text, NAME_WIDTH) };
      for (const { at, what, text } of happenings(earlier.candidates, candidates, options))
        say(at, what, text);
      // The first call decides the first starts, and the next one makes them.
      if (!isUnderWay && results !== 0 && results.Pending.length > 0) {
        isUnderWay = true;
        say(now, 'waiting', `${counted(results.Waiting.length, 'image')} for a slot`);
      }
      if (results === 0) say(now, 'over', `after ${checks} checks`);
    },
    end() {},
  };
}
