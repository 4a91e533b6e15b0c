import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PARTS = [
  '@appstream-campaign/simulator',
  '@appstream-campaign/lambda-handler/lambda/index.mjs',
  'aws-local-stepfunctions',
];

/** What to do when something that the demo runs is not installed or not built; undefined when all is there. */
export function missingParts() {
  const missing = PARTS.find((part) => !isThere(part));
  return missing === undefined
    ? undefined
    : `The demo needs ${missing}, which is not there. Run "npm run demo" in the repository: it installs and builds first.`;
}

function isThere(part) {
  try {
    // Resolving tells whether the package is installed; whether its file has been built, only the disk knows.
    return existsSync(fileURLToPath(import.meta.resolve(part)));
  } catch {
    return false;
  }
}
