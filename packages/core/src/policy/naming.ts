import type { Instant } from '../ports/instant.ts';

/** Longest image name that AppStream takes (API reference, type Name). */
export const MAX_NAME_LENGTH = 101;
/** Longest display name that AppStream takes (API reference, CreateUpdatedImage). */
export const MAX_DISPLAY_NAME_LENGTH = 100;

/** What a naming function gets. */
export interface NamingInput {
  /** The BaseName tag of the source, else its name. */
  readonly baseName: string;
  readonly source: string;
  /** When the campaign started: the same for all images and in every retry. */
  readonly startedAt: Instant;
  /** The day on which it started, in its time zone: `2026-11-23`. The same for all images, too. */
  readonly date: string;
}

/**
 * Gives a successor its name. It must be a pure function: the same input always gives the same name, so that a
 * retry finds the image that the first attempt created.
 */
export type NamingFunction = (input: NamingInput) => string;

/** `default`, `original`, or a function of one's own. */
export type Naming = 'default' | 'original' | NamingFunction;

const PREVIOUS_STAMP = /(?:-Updated-\d{6,8}(?:-\d+)?)+$/;

function withSuffix(base: string, suffix: string): string {
  return `${base.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

/** Letters that AppStream does not allow in names become `-`; a name starts with a letter or a digit. */
function nameable(text: string): string {
  return text.replace(/[^a-zA-Z0-9_.-]/g, '-').replace(/^[^a-zA-Z0-9]+/, '');
}

/** `{BaseName}-Updated-{YYYYMMDD}`, cut to fit. An older stamp at the end of the base is replaced, not added to. */
const defaultNaming: NamingFunction = ({ baseName, date }) => {
  const base = nameable(baseName.replace(PREVIOUS_STAMP, '')) || 'Image';
  return withSuffix(base, `-Updated-${date.replaceAll('-', '')}`);
};

/** The original's pattern: day, month and year without padding, so two dates can share a name. Cut to fit, too. */
const originalNaming: NamingFunction = ({ baseName, date }) => {
  const [year, month, day] = date.split('-').map(Number);
  return withSuffix(nameable(baseName) || 'Image', `-Updated-${day}${month}${year}`);
};

const NAMINGS = { default: defaultNaming, original: originalNaming } as const;

/** The name of a successor. `attempt` 1 is the naming's own; later ones end in `-2`, `-3`, … */
export function successorName(naming: Naming, input: NamingInput, attempt: number): string {
  const name = typeof naming === 'function' ? naming(input) : NAMINGS[naming](input);
  return attempt === 1 ? name : withSuffix(name, `-${attempt}`);
}

/** Whether AppStream takes this as an image name. */
export function isImageName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/.test(name);
}

/** `{BaseName} Updated: {YYYY-MM-DD}`, cut to fit. */
export function successorDisplayName(baseName: string, date: string): string {
  const suffix = ` Updated: ${date}`;
  return `${baseName.slice(0, MAX_DISPLAY_NAME_LENGTH - suffix.length)}${suffix}`;
}
