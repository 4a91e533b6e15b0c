import type { Instant } from '@appstream-campaign/core';
import { parse, type Spec, SVGStringRenderer, View } from 'vega';
import type { ReportRow } from './report-rows.ts';
import { type Tick, timeTicks } from './time-ticks.ts';

/** A drawn chart: the inside of an SVG element, and its size in pixels. */
export interface Chart {
  readonly content: string;
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
const LABEL_PADDING = 8;

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

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly slot: number;
  readonly fill: string;
  readonly edge: string;
  readonly label: string;
}

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
  const bars = spans.map(({ start, end: stop, slot, row }): Bar => {
    const { status } = row;
    const width = ((stop - start) / (end - begin)) * WIDTH;
    return {
      from: start,
      to: stop,
      slot,
      fill: FILLS[status],
      edge: EDGES[status],
      label: lane < 16 ? '' : fitted(`${MARKS[status]}${row.image}`, width - LABEL_PADDING),
    };
  });
  const height = lane * lanes;
  return {
    content: draw(specOf(bars, lanes, lane, [begin, end], timeTicks(begin, end, timeZone)), height),
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

function specOf(
  bars: readonly Bar[],
  lanes: number,
  lane: number,
  domain: readonly [number, number],
  ticks: readonly Tick[],
): Spec {
  const text = { labelColor: 'var(--soft)', labelFont: 'inherit', labelFontSize: 12 };
  const numbers = Array.from({ length: lanes }, (_, index) => index + 1);
  // As many numbers as have room.
  const every = Math.ceil(14 / lane);
  return {
    width: WIDTH,
    height: lane * lanes,
    padding: 0,
    signals: [{ name: 'tickLabels', value: Object.fromEntries(ticks.map(({ at, label }) => [at, label])) }],
    data: [
      { name: 'bars', values: [...bars] },
      { name: 'lanes', values: numbers.map((slot) => ({ slot })) },
    ],
    scales: [
      { name: 'time', type: 'utc', domain: [...domain], range: 'width' },
      { name: 'slot', type: 'band', domain: numbers, range: 'height', padding: lane < 10 ? 0.1 : 0.18 },
    ],
    axes: [
      {
        ...text,
        scale: 'time',
        orient: 'bottom',
        aria: false,
        grid: true,
        gridColor: 'var(--line)',
        domainColor: 'var(--line)',
        tickColor: 'var(--line)',
        values: ticks.map(({ at }) => at),
        labelPadding: 6,
        labelFlush: true,
        encode: { labels: { update: { text: { signal: 'tickLabels[+datum.value]' } } } },
      },
      {
        ...text,
        scale: 'slot',
        orient: 'left',
        aria: false,
        domain: false,
        ticks: false,
        labelPadding: 10,
        values: numbers.filter((slot) => slot === 1 || slot % every === 0),
      },
    ],
    marks: [
      {
        type: 'rect',
        aria: false,
        from: { data: 'lanes' },
        encode: {
          enter: {
            x: { value: 0 },
            x2: { value: WIDTH },
            y: { scale: 'slot', field: 'slot' },
            height: { scale: 'slot', band: 1 },
            fill: { value: 'var(--lane)' },
          },
        },
      },
      {
        type: 'rect',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'time', field: 'from' },
            x2: { scale: 'time', field: 'to' },
            y: { scale: 'slot', field: 'slot' },
            height: { scale: 'slot', band: 1 },
            cornerRadius: { value: lane < 10 ? 0 : 3 },
            fill: { field: 'fill' },
            stroke: { field: 'edge' },
            strokeWidth: { value: lane < 10 ? 0.5 : 1 },
          },
        },
      },
      {
        type: 'text',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'time', field: 'from', offset: LABEL_PADDING / 2 + 1 },
            y: { scale: 'slot', field: 'slot', band: 0.5 },
            baseline: { value: 'middle' },
            text: { field: 'label' },
            font: { value: 'inherit' },
            fontSize: { value: 12 },
            fill: { value: 'var(--ink)' },
          },
        },
      },
    ],
  };
}

function draw(spec: Spec, height: number): string {
  const view = new View(parse(spec), { renderer: 'none' }).run();
  const renderer = new SVGStringRenderer();
  renderer.initialize(null, WIDTH, height, [MARGIN.left, MARGIN.top]);
  const svg = renderer.render(view.scenegraph().root).svg();
  view.finalize();
  return svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
}
