import type { CampaignState } from '@appstream-campaign/core';
import type { Pacing } from '@appstream-campaign/core/internal';
import { type Forecast, forecast, startOrder, updateMinutes } from '@appstream-campaign/core/planning';

/** When a campaign that is under way is expected to be over, as far as anybody can tell. */
export interface ExpectedEnd {
  /** As likely sooner as later. */
  readonly half: Date;
  /** Nine of ten campaigns like this are over by then. */
  readonly ninety: Date;
}

/** What a plan foresaw, and the state of its campaign does not tell: with it both name the same end. */
export interface Expectation {
  /** Images of the campaign that will not be updated, such as those that are current. */
  readonly without: readonly string[];
  /** Images that the quota has room for; absent for all. */
  readonly startable?: number;
  /** Updates at once that the quotas leave room for; absent when nobody knows. */
  readonly room?: number;
  /** Minutes that updates of the account took before. */
  readonly past: readonly number[];
}

const NOTHING_FORESEEN: Expectation = { without: [], past: [] };

/**
 * Foretells the end of a campaign from what is known of durations: those of its own updates that have ended, those
 * that successors remember, and what its plan foresaw. Undefined when nothing is left to do, or nothing more is started,
 * or starts are refused: nobody knows for how long.
 */
export function expectedEnd(
  state: CampaignState,
  now: Date,
  { slots, pacing }: { readonly slots: number; readonly pacing?: Pacing },
  { without, startable, room, past }: Expectation = NOTHING_FORESEEN,
): ExpectedEnd | undefined {
  const { images, halted, delayed } = state;
  if (delayed !== undefined) return undefined;
  const running = images.flatMap((image) => {
    if (image.status !== 'updating') return [];
    const passed = (now.getTime() - Date.parse(image.startedAt)) / 60_000;
    return [{ minutes: image.expectedMinutes, passed: Math.max(0, passed) }];
  });
  const left = new Set(without);
  const waiting = halted === undefined ? startOrder(state).filter((source) => !left.has(source)) : [];
  const started = images.filter((image) => 'successor' in image && image.successor !== undefined).length;
  const most = startable === undefined ? waiting.length : Math.max(0, startable - started);
  const expected = new Map(
    images.map((image) => [image.source, 'expectedMinutes' in image ? image.expectedMinutes : undefined]),
  );
  const open = waiting.slice(0, most).map((source) => expected.get(source));
  if (open.length + running.length === 0) return undefined;
  const { half, ninety } = forecast({
    images: open,
    running,
    past: [...past, ...images.flatMap((image) => updateMinutes(image) ?? [])],
    slots: Math.max(1, Math.min(slots, room ?? slots)),
    ...(pacing === undefined ? {} : { pacing }),
  });
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  return { half: after(half), ninety: after(ninety) };
}

/** What a forecast rests on, in a sentence. */
export function forecastBasis(
  { basedOn: { known, past } }: Forecast,
  wanted: number,
  startable: number,
): string {
  const images = Math.min(wanted, startable);
  const only =
    images === wanted
      ? ''
      : `it is about the ${images} of ${wanted} images that the image quota has room for; `;
  const unknown = images - known;
  const own = known > 0 ? [`the last update of ${known} of ${images} images`] : [];
  const rest =
    unknown === 0
      ? []
      : [
          past >= 5
            ? `${past} past updates of the account for the others`
            : 'half of all updates taking 75 minutes',
        ];
  return `${only}it rests on ${[...own, ...rest].join(', and on ')}; no update fails`;
}
