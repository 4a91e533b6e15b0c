import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { inject } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const sources = (relative: string) => path(`../${relative}`);

const folder = inject('commandFolder');
/** The built command, for node to run. */
export const file = join(folder, 'main.mjs');
/** The same as a function. */
export const functionFile = join(folder, 'index.mjs');
/** Written when the build is over; says what went wrong, if anything did. */
const outcome = join(folder, 'outcome.txt');

/** Builds the command, or waits for it when another test file of this run builds it. */
export async function builtOnce(): Promise<void> {
  if (isOurs()) {
    const complaint = await buildCommand().then(() => '', String);
    writeFileSync(`${outcome}.part`, complaint);
    renameSync(`${outcome}.part`, outcome);
  }
  while (!existsSync(outcome)) await sleep(20);
  const complaint = readFileSync(outcome, 'utf8');
  if (complaint !== '') throw new Error(`The command could not be built. ${complaint}`);
}

/** Whether no other test file has begun. */
function isOurs(): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function buildCommand(): Promise<void> {
  await build({
    entry: [path('src/main.ts'), path('src/index.ts')],
    outDir: folder,
    format: 'esm',
    // Below node_modules the package's "type" does not reach, so the extension must say what it is.
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    splitting: true,
    config: false,
    dts: false,
    silent: true,
    // Ours from their sources; all else as it is installed.
    noExternal: [/^@appstream-campaign\//, 'email-addresses'],
    external: [/^[@a-z]/],
    esbuildOptions: (options) => {
      options.alias = {
        '@appstream-campaign/core/delivery': sources('core/src/delivery/index.ts'),
        '@appstream-campaign/core/internal': sources('core/src/internal/index.ts'),
        '@appstream-campaign/core/messages': sources('core/src/messages/index.ts'),
        '@appstream-campaign/core/planning': sources('core/src/planning/index.ts'),
        '@appstream-campaign/core/prune': sources('core/src/prune/index.ts'),
        '@appstream-campaign/core/rollout': sources('core/src/rollout/index.ts'),
        '@appstream-campaign/core': sources('core/src/index.ts'),
        '@appstream-campaign/lambda-handler': sources('lambda-handler/src'),
        '@appstream-campaign/report': sources('report/src/index.ts'),
        '@appstream-campaign/simulator': sources('simulator/src/index.ts'),
        '@appstream-campaign/aws-adapters': sources('aws-adapters/src'),
        '@appstream-campaign/web-notifiers': sources('web-notifiers/src'),
      };
    },
  });
  // What only a package that is built in depends on.
  mkdirSync(join(folder, 'node_modules', '@aws-sdk'), { recursive: true });
  for (const [owner, name] of [
    ['report', 'csv-stringify'],
    ['lambda-handler', '@aws-sdk/client-eventbridge'],
    ['lambda-handler', '@aws-sdk/client-secrets-manager'],
  ] as const) {
    symlinkSync(sources(`${owner}/node_modules/${name}`), join(folder, 'node_modules', name));
  }
}
