import {
  type CampaignState,
  type Forecast,
  forecast,
  type Pacing,
  updateMinutes,
} from '@appstream-campaign/core';

/** When a campaign that is under way is expected to be over, as far as anybody can tell. */
export interface ExpectedEnd {
  /** As likely sooner as later. */
  readonly half: Date;
  /** Nine of ten campaigns like this are over by then. */
  readonly ninety: Date;
}

/** An update that has taken longer than expected is reckoned with so many minutes more. */
const OVERDUE_MINUTES = 10;

/**
 * Foretells the end of a campaign from what is known of durations: those of its own updates that have ended, and those
 * that successors remember. Undefined when nothing is left to do, or nothing more is started,
 * or starts are refused: nobody knows for how long.
 */
export function expectedEnd(
  { images, halted, delayed }: CampaignState,
  now: Date,
  means: { readonly slots: number; readonly pacing?: Pacing },
): ExpectedEnd | undefined {
  if (delayed !== undefined) return undefined;
  const past = images.flatMap((image) => updateMinutes(image) ?? []);
  const usual = past.toSorted((a, b) => a - b)[Math.floor(past.length / 2)];
  const open = images.flatMap((image): readonly (number | undefined)[] => {
    if (image.status === 'waiting') return halted === undefined ? [image.expectedMinutes] : [];
    if (image.status !== 'updating') return [];
    const passed = (now.getTime() - Date.parse(image.startedAt)) / 60_000;
    return [Math.max(OVERDUE_MINUTES, (image.expectedMinutes ?? usual ?? USUAL_MINUTES) - passed)];
  });
  if (open.length === 0) return undefined;
  const { half, ninety } = forecast({ images: open, past, ...means });
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  return { half: after(half), ninety: after(ninety) };
}

/** The median that the forecast itself takes when nothing is known. */
const USUAL_MINUTES = 75;

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
