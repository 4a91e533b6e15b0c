import type { Exclusion } from './candidacy.ts';

const TEXTS: Readonly<Record<Exclusion, string>> = {
  ignored: 'a person has said so, with its tag or in the configuration',
  'beyond-limit': 'it was left out by the limit of this campaign, and stays enrolled',
  'not-enrolled': 'not enrolled: it does not have the tag',
  'already-updated': 'updated already: another image has taken its place',
  'just-updated': 'it is the result of an update that has just ended',
  'not-available': 'it is not available',
  'name-not-included': 'its name matches none of the patterns to include',
  'name-excluded': 'its name matches a pattern to exclude',
  'platform-not-selected': 'its platform is not selected',
};

/** Why an image is not a candidate, in words for people. */
export function exclusionText(exclusion: Exclusion): string {
  return TEXTS[exclusion];
}
