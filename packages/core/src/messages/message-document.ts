import type { Severity } from '../state/severity.ts';

/** The outcome of an image, or its status so far. */
export type Outcome = 'failed' | 'updated' | 'skipped' | 'in progress' | 'waiting';

/** One image in a table of images. */
export interface OutcomeRow {
  readonly image: string;
  readonly outcome: Outcome;
  readonly successor?: string;
  /** Why, with AppStream's own message. */
  readonly reason?: string;
  /** Successors that an earlier attempt of the campaign failed with. */
  readonly failedBefore?: readonly string[];
  /** How long it took, such as `1 h 25 min`. */
  readonly took?: string;
}

/** One part of a message, before it is rendered as text, HTML or for a chat. Its texts are not escaped yet. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'list'; readonly title: string; readonly items: readonly string[] }
  | { readonly kind: 'outcomes'; readonly rows: readonly OutcomeRow[] };

/** A message in parts, for channels with a format of their own. */
export interface MessageDocument {
  /** One line that says the result in its first 40 characters. */
  readonly subject: string;
  /** The title of the open message. */
  readonly headline: string;
  readonly severity: Severity;
  /** Campaign and time. */
  readonly origin: string;
  readonly blocks: readonly Block[];
}

/** The outcomes in the order of a message. */
export const OUTCOMES: readonly Outcome[] = ['failed', 'in progress', 'waiting', 'updated', 'skipped'];

/** How many images have each outcome; outcomes without images are left out. */
export function countOutcomes(rows: readonly OutcomeRow[]): readonly (readonly [Outcome, number])[] {
  return OUTCOMES.map(
    (outcome) => [outcome, rows.filter((row) => row.outcome === outcome).length] as const,
  ).filter(([, count]) => count > 0);
}
