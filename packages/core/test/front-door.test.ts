import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Names that a module gives to others, types included. */
function namesOf(path: string): readonly string[] {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8');
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].map(([, names = '']) => names);
  return lists.flatMap((names) => names.split(',').map((name) => name.trim())).filter((name) => name !== '');
}

test('the front door of core has at most forty names', () => {
  const names = namesOf('../src/index.ts');
  expect(names).toContain('UpdateCampaign');
  expect(names.length).toBeLessThanOrEqual(40);
});
