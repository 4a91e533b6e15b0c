import { html, type Markup } from './markup.ts';
import type { Tick } from './time-ticks.ts';

/** One update as a bar in its lane. */
export interface TimelineBar {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970. */
  readonly to: number;
  /** The lane, from 1. */
  readonly slot: number;
  readonly fill: string;
  readonly edge: string;
  readonly label: string;
}

/** What a timeline shows, and the size of its plot in pixels. */
export interface Timeline {
  readonly bars: readonly TimelineBar[];
  readonly ticks: readonly Tick[];
  readonly lanes: number;
  /** Height of a lane. */
  readonly lane: number;
  /** The point in time at the left edge, in milliseconds since 1970. */
  readonly begin: number;
  /** The point in time at the right edge. */
  readonly end: number;
  readonly width: number;
  readonly margin: { readonly left: number; readonly top: number };
}

/** Between the edge of a bar and its label, in pixels. */
export const LABEL_INDENT = 4;

const FONT_SIZE = 12;
/** From the middle of a line of text down to its baseline. */
const BASELINE = FONT_SIZE * 0.3;
const TICK_LENGTH = 5;

/** The content of an SVG element: lanes, grid, bars with their labels, and both axes. */
export function drawTimeline(timeline: Timeline): Markup {
  const { bars, ticks, lanes, lane, begin, end, width, margin } = timeline;
  const x = (at: number) => pixels(((at - begin) / (end - begin)) * width);
  const gap = lane * (lane < 10 ? 0.05 : 0.09);
  const top = (slot: number) => pixels((slot - 1) * lane + gap);
  const middle = (slot: number) => pixels((slot - 0.5) * lane + BASELINE);
  const thickness = pixels(lane - 2 * gap);
  const bottom = pixels(lanes * lane);
  const slots = Array.from({ length: lanes }, (_, index) => index + 1);
  // As many numbers as have room.
  const every = Math.ceil((FONT_SIZE + 2) / lane);
  const numbered = slots.filter((slot) => slot === 1 || slot % every === 0);
  const radius = lane < 10 ? 0 : 3;
  return html`<g transform="translate(${margin.left},${margin.top})" font-size="${FONT_SIZE}">
<g fill="var(--lane)">${slots.map((slot) => html`<rect y="${top(slot)}" width="${width}" height="${thickness}"/>`)}</g>
<g stroke="var(--line)">${ticks.map(({ at }) => html`<path d="M${x(at)} 0V${bottom + TICK_LENGTH}"/>`)}<path d="M0 ${bottom}H${width}"/></g>
<g stroke-width="${lane < 10 ? 0.5 : 1}">${bars.map(({ from, to, slot, fill, edge }) => html`<rect x="${x(from)}" y="${top(slot)}" width="${pixels(x(to) - x(from))}" height="${thickness}" rx="${radius}" fill="${fill}" stroke="${edge}"/>`)}</g>
<g fill="var(--ink)">${bars.filter(({ label }) => label !== '').map(({ from, slot, label }) => html`<text x="${pixels(x(from) + LABEL_INDENT + 1)}" y="${middle(slot)}">${label}</text>`)}</g>
<g fill="var(--soft)">${ticks.map(({ at, label }) => html`<text x="${x(at)}" y="${bottom + 20}" text-anchor="${anchor(x(at), width)}">${label}</text>`)}</g>
<g fill="var(--soft)" text-anchor="end">${numbered.map((slot) => html`<text x="-10" y="${middle(slot)}">${slot}</text>`)}</g>
</g>`;
}

/** Labels at either end stay within the chart. */
function anchor(x: number, width: number): string {
  if (x < 1) return 'start';
  return x > width - 1 ? 'end' : 'middle';
}

const pixels = (length: number): number => Math.round(length * 100) / 100;
