import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const pathOf = (folder: string, id: string) => join(folder, `${encodeURIComponent(id)}.stop`);

/** Asks the process that runs a campaign to start nothing more. It finds the request within a second. */
export async function requestStop(folder: string, id: string): Promise<void> {
  await writeFile(pathOf(folder, id), '', { mode: 0o600 });
}

/** Whether somebody has asked to stop a campaign. */
export async function isStopRequested(folder: string, id: string): Promise<boolean> {
  return stat(pathOf(folder, id)).then(
    () => true,
    () => false,
  );
}

/** Takes a request back: it has been heard, or the campaign is resumed. */
export async function clearStopRequest(folder: string, id: string): Promise<void> {
  await rm(pathOf(folder, id), { force: true });
}
