import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { finishResults, finishState, listener, type Recorded, type Saved } from './upgrade-run.ts';

// Each file holds a campaign as an earlier version left it after each check. This version has to read all of it, and to
// bring each campaign to the same end. `WRITE_FIXTURES=<name> npx vitest run <this file>` writes a further file; what is
// there is never written anew.

const folder = fileURLToPath(new URL('./upgrades/', import.meta.url));
const wanted = process.env.WRITE_FIXTURES;

const write = async () => {
  const file = `${folder}${wanted}.json`;
  expect(existsSync(file), `${file} is there already`).toBe(false);
  const recorded: Recorded = {
    states: changed((await finishState()).checks),
    results: changed((await finishResults()).checks),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(recorded)}\n`);
};
if (wanted !== undefined) test('write what this version saves', write);

/** Checks that changed more than times and counts; the last ones only try again to tell people. */
const changed = <T>(checks: readonly Saved<T>[]): readonly Saved<T>[] =>
  checks.filter(({ saved }, index) => index === 0 || timeless(saved) !== timeless(checks[index - 1]?.saved));

const timeless = (saved: unknown) =>
  JSON.stringify(saved).replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"|\d+(?=[,}\]])/g, '_');

const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
test('there are campaigns of earlier versions', () => expect(files.length).toBeGreaterThan(1));

describe.each(files)('%s', (file) => {
  const { states, results } = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Recorded;
  const isOpen = ({ saved }: { readonly saved: object | 0 }) =>
    saved !== 0 && /At"/.test(JSON.stringify(saved));

  test.each(states.filter(isOpen).map((saved, index) => [index, saved] as const))(
    'the state after check %i goes on to the same end, and its outbox is delivered',
    async (_, saved) => {
      const people = listener();
      const { end, world } = await finishState(saved, people);
      expect(end.status).toBe('over');
      expect(outcomes(end.images)).toEqual(OUTCOMES);
      expect(nameOfSuccessors(world)).toEqual(SUCCESSORS);
      const told = saved.saved.status === 'over' ? 0 : 1;
      expect(people.heard.filter((type) => type === 'campaignEnded')).toHaveLength(told);
    },
  );

  test.each(results.filter(isOpen).map((saved, index) => [index, saved] as const))(
    'the results after call %i go on to the same end, and their outbox is delivered',
    async (_, saved) => {
      const people = listener();
      const { end, world } = await finishResults(saved, people);
      expect(end).toBe(0);
      expect(people.heard.filter((type) => type === 'campaignEnded')).toHaveLength(1);
      expect(people.heard.filter((type) => type === 'updateFailed')).toHaveLength(1);
      expect(nameOfSuccessors(world)).toEqual(SUCCESSORS);
    },
  );
});

const OUTCOMES = {
  'Ends-Well': 'updated',
  Fails: 'failed',
  'Fails-Once': 'updated',
  'Is-Current': 'skipped',
  Waits: 'updated',
};
const SUCCESSORS = ['Ends-Well-Updated-20261123', 'Waits-Updated-20261123'];

const outcomes = (images: readonly { readonly source: string; readonly status: string }[]) =>
  Object.fromEntries(images.map(({ source, status }) => [source, status]));

/** Successors whose names do not depend on attempts; each once. */
const nameOfSuccessors = (world: Awaited<ReturnType<typeof finishState>>['world']) =>
  [...world.images().keys()].filter((name) => /^(Ends-Well|Waits)-Updated/.test(name)).sort();
