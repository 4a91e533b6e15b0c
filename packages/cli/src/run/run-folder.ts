import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSavedRun, readRun, type SavedRun } from './saved-run.ts';

/** A campaign in a file; with `problem` when the file can't be read. */
export type RunFile = { readonly path: string; readonly id: string } & (
  | { readonly run: SavedRun; readonly problem?: never }
  | { readonly run?: never; readonly problem: unknown }
);

const EXTENSION = '.json';

/** The file of a campaign. Ids may hold characters that file names may not. */
export function runPath(folder: string, id: string): string {
  return join(folder, `${encodeURIComponent(id)}${EXTENSION}`);
}

/** The file with what was seen at the start or at the end of a campaign, for its report. */
export function runMemory(folder: string, id: string, when: 'start' | 'end'): string {
  return join(folder, `${encodeURIComponent(id)}.${when}`);
}

/** The campaigns of one account in one Region, the latest first. What else is in the folder is left out. */
export async function runsIn(folder: string): Promise<readonly RunFile[]> {
  const names = (await entries(folder, 'file')).filter((name) => name.endsWith(EXTENSION));
  const runs = await Promise.all(
    names.map(async (name): Promise<readonly RunFile[]> => {
      const path = join(folder, name);
      const id = idIn(name.slice(0, -EXTENSION.length));
      if (id === undefined) return [];
      return readRun(path).then(
        (run) => [{ path, id, run }],
        (problem: unknown) => (problem instanceof NoSavedRun ? [] : [{ path, id, problem }]),
      );
    }),
  );
  return runs.flat().toSorted((a, b) => startOf(b).localeCompare(startOf(a)) || (a.id < b.id ? 1 : -1));
}

/** All saved campaigns with the folder that they are in, the latest first. */
export async function allRuns(stateDir: string): Promise<readonly (RunFile & { readonly folder: string })[]> {
  const accounts = (await entries(stateDir, 'folder')).filter((name) => /^\d{12}$/.test(name));
  const folders = await Promise.all(
    accounts.map(async (account) => {
      const regions = await entries(join(stateDir, account), 'folder');
      return regions.map((region) => join(stateDir, account, region));
    }),
  );
  const runs = await Promise.all(
    folders.flat().map(async (folder) => (await runsIn(folder)).map((file) => ({ ...file, folder }))),
  );
  return runs.flat().toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
}

/** Whether a campaign has something left to do. */
export function isUnfinished({ state }: SavedRun): boolean {
  return state.status !== 'over';
}

const startOf = ({ run }: RunFile) => run?.state.startedAt ?? '';

/** The id of which a file has its name; undefined when no id leads to such a name. */
function idIn(name: string): string | undefined {
  try {
    const id = decodeURIComponent(name);
    return encodeURIComponent(id) === name ? id : undefined;
  } catch {
    return undefined;
  }
}

async function entries(folder: string, kind: 'file' | 'folder'): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    // A link may lead to either.
    const wanted = found.filter(
      (entry) => entry.isSymbolicLink() || entry.isDirectory() === (kind === 'folder'),
    );
    return wanted.map(({ name }) => name);
  } catch (error) {
    // Nothing was saved there yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
