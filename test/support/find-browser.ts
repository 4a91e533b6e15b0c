import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where a Chromium is: `CHROMIUM_PATH`, else the usual names in the path; undefined when there is none. */
export function findBrowser(): string | undefined {
  const { CHROMIUM_PATH: told, PATH: path = '' } = process.env;
  if (told) return told;
  return path
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}
