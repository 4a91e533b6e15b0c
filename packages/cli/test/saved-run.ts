import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignState } from '@appstream-campaign/core';
import { expect } from 'vitest';

/** The one saved campaign below a folder, and the files beside it. */
export function savedRun(folder: string): {
  readonly state: CampaignState;
  readonly files: readonly string[];
} {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const [file = '', ...more] = files.filter((name) => name.endsWith('.json'));
  expect(more).toEqual([]);
  return { state: JSON.parse(readFileSync(join(folder, file), 'utf8')).state, files };
}
