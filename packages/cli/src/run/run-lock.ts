import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { check, lock } from 'proper-lockfile';
import * as v from 'valibot';
import { CommandError } from '../terminal/errors.ts';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** The campaign that is being run. */
  readonly campaign: string;
}

/** A lock that is held, until it is released or the process is dead. */
export interface RunLock {
  release(): Promise<void>;
}

const holderSchema = v.object({ pid: v.number(), host: v.string(), campaign: v.string() });

/** A holder shows every two seconds that it lives; when it has not for ten, it is dead. */
const TIMES = { stale: 10_000, update: 2_000 };

const pathsIn = (folder: string) => ({
  lockfilePath: join(folder, 'lock'),
  // No `.json`: saved campaigns have names like that, and a campaign may be called like the lock.
  holder: join(folder, 'lock-holder'),
});

/**
 * Takes the lock of one account in one Region: two campaigns at once would share the same slots. A holder that is dead
 * holds nothing: on this machine that is seen at once, elsewhere (a shared home folder) after ten seconds.
 *
 * @param onLost called when another process has taken the lock, because this one was asleep for too long
 * @throws CommandError when somebody holds it
 */
export async function takeLock(folder: string, campaign: string, onLost: () => void): Promise<RunLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { lockfilePath, holder } = pathsIn(folder);
  await buryDeadHolder(folder);
  const release = await lock(folder, { lockfilePath, ...TIMES, onCompromised: onLost }).catch(
    async (cause: unknown) => {
      throw await refusal(folder, cause);
    },
  );
  const self: LockHolder = { pid: process.pid, host: hostname(), campaign };
  await writeFile(holder, JSON.stringify(self), { mode: 0o600 });
  return {
    async release() {
      await rm(holder, { force: true });
      await release();
    },
  };
}

/** Who holds the lock now, and who held it when its process was killed: that one could not give it back. */
export interface LockState {
  readonly holder?: LockHolder;
  readonly killed?: LockHolder;
}

/** Whose the lock of a folder is or was; neither when nobody took it since it was given back. */
export async function lockState(folder: string): Promise<LockState> {
  const { lockfilePath } = pathsIn(folder);
  const held = await check(folder, { lockfilePath, stale: TIMES.stale }).catch(() => false);
  const holder = await readHolder(folder);
  if (held && (holder === undefined || !isDead(holder))) return { holder: holder ?? UNKNOWN };
  return holder === undefined ? {} : { killed: holder };
}

/** Who holds the lock now; undefined when nobody alive does. */
export async function lockHolder(folder: string): Promise<LockHolder | undefined> {
  return (await lockState(folder)).holder;
}

const UNKNOWN: LockHolder = { pid: 0, host: 'unknown', campaign: 'unknown' };

/** Lets the lock of a process that is surely dead look as old as it is, so that it can be taken at once. */
async function buryDeadHolder(folder: string): Promise<void> {
  const holder = await readHolder(folder);
  if (holder === undefined || !isDead(holder)) return;
  await utimes(pathsIn(folder).lockfilePath, 0, 0).catch(() => {
    // It is gone already: so much the better.
  });
}

async function readHolder(folder: string): Promise<LockHolder | undefined> {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(await readFile(pathsIn(folder).holder, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Absent, or half written by a process that died: then only its age tells whether the lock is held.
    return undefined;
  }
}

function isDead({ pid, host }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

async function refusal(folder: string, cause: unknown): Promise<unknown> {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ELOCKED')) return cause;
  const { pid, host, campaign } = (await readHolder(folder)) ?? UNKNOWN;
  return new CommandError(
    `The campaign ${campaign} is being run already, by process ${pid} on ${host}.`,
    [
      (hint) => `Watch it: ${hint('status', campaign)}`,
      (hint) => `Let it start nothing more: ${hint('stop', campaign)}`,
      'If that process is gone, try again in ten seconds: the lock of a dead process is not honoured.',
    ],
    { cause },
  );
}
