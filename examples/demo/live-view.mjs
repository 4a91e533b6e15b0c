import { createLogUpdate } from 'log-update';
import { introduction } from './introduction.mjs';
import { updatePhase } from './progress.mjs';
import { columns } from './table.mjs';
import {
  counted,
  cut,
  durationText,
  instantText,
  minutesText,
  reasonSummary,
  shorten,
  timeText,
} from './wording.mjs';

const FRAMES_A_SECOND = 8;
const STATUS_WIDTH = 12;

const PHASES = {
  UPDATING: 'updating',
  PENDING_QUALIFICATION: 'qualification',
  AVAILABLE: 'done, unseen',
  FAILED: 'failed, unseen',
};

/**
 * Shows the campaign as a table that is drawn anew several times a second.
 *
 * @param {import('./run-demo.mjs').Story} story
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function liveView(story, terminal) {
  const screen = createLogUpdate(terminal.stream);
  const draw = () => screen(frame(story, terminal));
  console.log(introduction(story, terminal));
  draw();
  const timer = setInterval(draw, 1000 / FRAMES_A_SECOND);
  return {
    checked: draw,
    /** Leaves the last frame on the screen, and gives the cursor back. */
    end() {
      clearInterval(timer);
      screen.done();
    },
  };
}

function frame(story, terminal) {
  const { account, candidates, clock } = story;
  const { paint } = terminal;
  const now = clock.now();
  const width = terminal.width() - 2;
  const nameWidth = Math.min(46, Math.floor(width * 0.36));
  const room = width - nameWidth - STATUS_WIDTH;
  const rows = candidates.map((candidate) => {
    const { mark, colour } = LOOKS[candidate.status];
    return [
      shorten(candidate.source, nameWidth - 2),
      paint[colour](`${mark} ${candidate.status}`),
      candidate.status === 'updating'
        ? updating(updatePhase(candidate, account, now), paint, room >= 50 ? 20 : 10)
        : detail(candidate, room),
    ];
  });
  return [
    '',
    `  ${heading(story, paint, now)}`,
    '',
    columns(rows, [nameWidth, STATUS_WIDTH, room + 2]),
    '',
    `  ${paint.dim(cut(`not enrolled: ${account.bystanders.join(', ')}`, width))}`,
  ].join('\n');
}

const LOOKS = {
  waiting: { mark: '·', colour: 'dim' },
  updating: { mark: '▸', colour: 'cyan' },
  updated: { mark: '✔', colour: 'green' },
  failed: { mark: '✖', colour: 'red' },
  skipped: { mark: '–', colour: 'yellow' },
};

function heading({ candidates, deleted, input, results, checks }, paint, now) {
  const time = paint.bold(instantText(now));
  if (results === undefined) return `${time}   the first check looks for enrolled images`;
  if (results === 0) return `${time}   over after ${counted(checks, 'check')}`;
  const inUse = candidates.filter(({ status }) => status === 'updating').length;
  const next = results.NextCheckAt === undefined ? 'none' : timeText(new Date(results.NextCheckAt));
  const gone = deleted.length === 0 ? '' : `   ${counted(deleted.length, 'old image')} deleted`;
  const slots = paint.cyan('■'.repeat(inUse)) + paint.dim('□'.repeat(Math.max(0, input.BatchSize - inUse)));
  return `${time}   slots ${slots}   ${counted(checks, 'check')}, the next at ${next}${gone}`;
}

function detail({ status, successor, startedAt, endedAt, reason }, room) {
  if (status === 'waiting') return 'for a slot';
  if (status !== 'updated') return cut(reasonSummary(reason), room);
  const duration = durationText(startedAt, endedAt);
  return `${duration} → ${shorten(successor, room - duration.length - 3)}`;
}

function updating({ passed, length, phase }, paint, barWidth) {
  const full = length > 0 ? Math.round((passed / length) * barWidth) : 0;
  const bar = paint.cyan('█'.repeat(full)) + paint.dim('░'.repeat(barWidth - full));
  return `${bar} ${minutesText(passed).padStart(10)}  ${PHASES[phase] ?? phase}`;
}
