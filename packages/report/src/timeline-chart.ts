import type { Instant } from '@appstream-campaign/core';
import type { Markup } from './markup.ts';
import type { ReportRow } from './report-rows.ts';
import { timeTicks } from './time-ticks.ts';
import { drawTimeline, LABEL_INDENT, type TimelineBar } from './timeline-drawing.ts';

/** A drawn chart: the inside of an SVG element, and its size in pixels. */
export interface Chart {
  readonly content: Markup;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 1000;
const MARGIN = { left: 44, right: 16, top: 6, bottom: 34 } as const;
/** A lane is as high as a name needs, until so many lanes would make the chart too high. */
const LANE = 30;
const MOST_HEIGHT = 1200;
const LEAST_LANE = 3;
/** Wide enough for most letters of a system font at 12 px: a name that is cut too early is better than one that overflows. */
const LETTER = 6.9;

const FILLS = {
  updated: 'var(--updated)',
  failed: 'url(#failed-stripes)',
  updating: 'var(--updating)',
} as const;
const EDGES = {
  updated: 'var(--updated-edge)',
  failed: 'var(--failed-edge)',
  updating: 'var(--updating-edge)',
} as const;
const MARKS = { updated: '', failed: '✕ ', updating: '… ' } as const;

/**
 * Slots as lanes, updates as bars in them, over time where people are; undefined when no update was started. Colours are custom
 * properties of the page, so that light, dark and print share one picture.
 * @param slots lanes to draw at least
 */
export function timelineChart(
  rows: readonly ReportRow[],
  slots: number,
  { from, at, timeZone }: { readonly from: Instant; readonly at: Instant; readonly timeZone: string },
): Chart | undefined {
  const spans = rows.flatMap((row) => spanOf(row, at));
  if (spans.length === 0) return undefined;
  const begin = Math.min(Date.parse(from), ...spans.map(({ start }) => start));
  const end = Math.max(begin + 60_000, ...spans.map((span) => span.end));
  const lanes = Math.max(slots, ...spans.map(({ slot }) => slot));
  const lane = Math.max(LEAST_LANE, Math.min(LANE, MOST_HEIGHT / lanes));
  const bars = spans.map(({ start, end: stop, slot, row }): TimelineBar => {
    const { status } = row;
    const width = ((stop - start) / (end - begin)) * WIDTH;
    return {
      from: start,
      to: stop,
      slot,
      fill: FILLS[status],
      edge: EDGES[status],
      label: lane < 16 ? '' : fitted(`${MARKS[status]}${row.image}`, width - 2 * LABEL_INDENT),
    };
  });
  const height = lane * lanes;
  const ticks = timeTicks(begin, end, timeZone);
  return {
    content: drawTimeline({ bars, ticks, lanes, lane, begin, end, width: WIDTH, margin: MARGIN }),
    width: MARGIN.left + WIDTH + MARGIN.right,
    height: MARGIN.top + height + MARGIN.bottom,
  };
}

type Started = ReportRow & { readonly status: 'updated' | 'failed' | 'updating' };

function spanOf(
  row: ReportRow,
  at: Instant,
): readonly { start: number; end: number; slot: number; row: Started }[] {
  const { status, slot, startedAt, endedAt = at } = row;
  if (slot === undefined || startedAt === undefined) return [];
  if (status !== 'updated' && status !== 'failed' && status !== 'updating') return [];
  const start = Date.parse(startedAt);
  return [{ start, end: Math.max(start, Date.parse(endedAt)), slot, row: { ...row, status } }];
}

function fitted(label: string, width: number): string {
  const letters = Math.floor(width / LETTER);
  if (label.length <= letters) return label;
  return letters < 6 ? '' : `${label.slice(0, letters - 1)}…`;
}
