import * as v from 'valibot';

const SHOWN = 80;

function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === 'function' ? 'a function' : JSON.stringify(value);
  } catch {
    // Circular values and BigInt have no JSON; their type says enough.
  }
  text ??= String(typeof value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/**
 * One sentence for a validation error: which field, which value, what is expected.
 * An unknown key is named together with the keys that exist.
 */
export function explainIssue(issue: v.BaseIssue<unknown>, known: readonly string[] = []): string {
  const field = v.getDotPath(issue) ?? 'the value';
  if (issue.expected === 'never') {
    // The known keys are those of the outermost object.
    const names = known.length > 0 && issue.path?.length === 1 ? ` Known: ${known.join(', ')}.` : '';
    return `${field} is not known.${names} Correct or remove it.`;
  }
  if (issue.received === 'undefined') {
    // The issue belongs to the object, and so does its message.
    const expected = issue.type.endsWith('object') ? 'what holds it should be' : 'expected';
    return `${field} is missing; ${expected} ${issue.message}.`;
  }
  return `${field} is ${shown(issue.input)}; expected ${issue.message}.`;
}

/** A string that is a point in time with a time zone, so that `Date.parse` means the same everywhere. */
export const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
  !Number.isNaN(Date.parse(text));

/** Whether a text can be the id of a campaign: it becomes part of the ids of events. */
export const isCampaignId = (text: string): boolean => /^[\w.:/-]{1,120}$/.test(text);

/** The first key of an object that is none of the known ones, in a sentence; undefined when all are known. */
export function unknownKey(what: string, object: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  return unknown === undefined
    ? undefined
    : `${what} ${unknown} is not known. Known: ${known.join(', ')}. Correct or remove it.`;
}
