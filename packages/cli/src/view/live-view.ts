import type { CampaignEvent, CampaignState } from '@appstream-campaign/core';
import { createLogUpdate } from 'log-update';
import type { Phase } from '../account/builder-phases.ts';
import { type Expectation, type ExpectedEnd, expectedEnd } from '../planning/expected-end.ts';
import type { Paint } from '../terminal/paint.ts';
import { widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { eventLine } from './event-wording.ts';
import { frameText } from './live-frame.ts';
import type { RunTitle, RunView } from './run-view.ts';

/** What a live view needs beside the campaign. */
export interface LiveViewOptions {
  readonly title: RunTitle;
  readonly paint: Paint;
  readonly timeZone: string;
  /** What the plan foresaw; absent when there was none. */
  readonly expectation?: Expectation | undefined;
  /** Looks up what the helpers of the updates are doing. May fail: the view then goes without. */
  readonly phases: () => Promise<ReadonlyMap<string, Phase>>;
}

/** Campaign minutes between two looks at the helpers of updates: each costs a call. */
const PHASE_MINUTES = 2;
/** Events that are kept for the lower part of the view. */
const LATEST = 50;

/** Shows a campaign as a picture that is drawn anew several times a second: slots, progress, what happened last. */
export function liveView(
  { stdout, clock, tick }: Pick<Runtime, 'stdout' | 'clock' | 'tick'>,
  { title, paint, expectation, timeZone, phases }: LiveViewOptions,
): RunView {
  const screen = createLogUpdate(stdout as NodeJS.WriteStream);
  const seen = {
    phases: new Map() as ReadonlyMap<string, Phase>,
    at: Number.NEGATIVE_INFINITY,
    asking: false,
  };
  const happenings: CampaignEvent[] = [];
  let state: CampaignState | undefined;
  let expected: ExpectedEnd | undefined;
  let drawn = 0;
  let note = 'Ctrl-C leaves; the campaign can be resumed.';

  const lookAtPhases = () => {
    const now = clock.now().getTime();
    const updating = state?.images.some(({ status }) => status === 'updating') ?? false;
    if (!updating || seen.asking || now - seen.at < PHASE_MINUTES * 60_000) return;
    seen.asking = true;
    phases()
      .then(
        (found) => {
          seen.phases = found;
        },
        () => {
          // Denied or unreachable: the view shows how long each update has taken, and no phase.
          seen.phases = new Map();
        },
      )
      .finally(() => {
        seen.at = clock.now().getTime();
        seen.asking = false;
      });
  };
  const draw = () => {
    lookAtPhases();
    const size = { width: widthOf(stdout), rows: stdout.rows ?? 24 };
    const lines = happenings
      .map(eventLine)
      .map((line, index) => ({ ...line, at: happenings[index]?.at ?? '' }));
    const frame = frameText(
      { title, state, now: clock.now(), phases: seen.phases, expected, lines, timeZone, note },
      size,
      paint,
    );
    // log-update writes only what has changed, and loses lines that are the same but have moved up or down.
    const height = frame.split('\n').length;
    if (height !== drawn) screen.clear();
    drawn = height;
    screen(frame);
  };
  draw();
  const timer = setInterval(draw, tick);
  return {
    happened(event) {
      happenings.push(event);
      if (happenings.length > LATEST) happenings.shift();
    },
    checked(next) {
      state = next;
      const { batchSize: slots, pacing } = title;
      expected = expectedEnd(next, clock.now(), { slots, pacing }, expectation);
      draw();
    },
    say(text) {
      note = text;
      draw();
    },
    end() {
      clearInterval(timer);
      note = '';
      draw();
      screen.done();
    },
  };
}
