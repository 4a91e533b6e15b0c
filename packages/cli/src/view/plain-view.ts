import type { Paint } from '../terminal/paint.ts';
import type { TextStream } from '../terminal/runtime.ts';
import { clockText, counted } from '../terminal/wording.ts';
import { delayText, eventLine } from './event-wording.ts';
import type { RunView } from './run-view.ts';

const WORD_WIDTH = 9;

/** Tells a campaign as a log: where it runs, one line for each event, and one for the wait after it. */
export function plainView(stream: TextStream, paint: Paint, header: string, timeZone: string): RunView {
  stream.write(`${header}\n`);
  const say = (at: string, word: string, colour: keyof Paint, text: string) => {
    const painted = (paint[colour] as (text: string) => string)(word.padEnd(WORD_WIDTH));
    stream.write(`${clockText(new Date(at), timeZone)}  ${painted}  ${text}\n`);
  };
  // A check that finds nothing new is not worth a line: an update takes dozens of them.
  let quiet = false;
  return {
    happened(event) {
      quiet = false;
      const { word, colour, text } = eventLine(event);
      say(event.at, word, colour, text);
    },
    checked(state) {
      if (state.nextCheckAt === undefined || quiet) return;
      quiet = true;
      const count = (status: string) => state.images.filter((image) => image.status === status).length;
      const next = clockText(new Date(state.nextCheckAt), timeZone);
      const why = state.delayed === undefined ? '' : `: ${delayText(state.delayed, timeZone)}`;
      const open = `${counted(count('updating'), 'update')} in progress, ${count('waiting') + count('starting')} waiting${why}`;
      stream.write(`       ${paint.dim(`${'next'.padEnd(WORD_WIDTH)}  check at ${next}: ${open}`)}\n`);
    },
    say: (text) => {
      stream.write(`${text}\n`);
    },
    end() {},
  };
}

/** Tells a campaign to a script: each event as one line of JSON, as it happens. */
export function jsonView(stdout: TextStream, stderr: TextStream): RunView {
  return {
    happened: (event) => {
      stdout.write(`${JSON.stringify(event)}\n`);
    },
    checked() {},
    say: (text) => {
      stderr.write(`${text}\n`);
    },
    end() {},
  };
}
