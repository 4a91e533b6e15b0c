import { existsSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type EnvironmentFeatures,
  featuresOf,
  type PermissionStatement,
} from '@appstream-campaign/lambda-handler';
import { Duration, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';

/**
 * 512 MiB and five minutes: what the largest campaign's check needs several times over, and what an ordinary one uses
 * too little of to pay for. Measured; the numbers are in docs/deployment.md.
 */
export const MEMORY_MIB = 512;
export const TIMEOUT: Duration = Duration.minutes(5);

/** Where a handler of one's own comes from. */
export type CampaignHandlerCode = {
  /** The exported function, as Lambda has it. @defaultValue `index.handler` */
  readonly handler?: string;
} & (
  | {
      /** The file that exports it, in TypeScript or JavaScript: bundled when the app is synthesised, with your esbuild. */
      readonly entry: string;
      readonly code?: never;
    }
  | {
      /** Ready to run on Lambda's Node.js, such as `Code.fromAsset('dist/lambda')`. */
      readonly code: Code;
      readonly entry?: never;
    }
);

/** The code of the function: one's own, or the self-contained bundle of the handler, as its package ships it. */
export function handlerCode(own: CampaignHandlerCode | undefined): Code {
  if (own?.code !== undefined) return own.code;
  if (own?.entry !== undefined) return Code.fromAsset(bundled(resolve(own.entry)));
  const bundle = createRequire(import.meta.url).resolve(
    '@appstream-campaign/lambda-handler/lambda/index.mjs',
  );
  // Node reads a source map only when it is told to.
  return Code.fromAsset(dirname(bundle), { exclude: ['*.map'] });
}

/** A folder with everything that the entry needs, made as the handler's own bundle is. */
function bundled(entry: string): string {
  if (!existsSync(entry)) throw new RangeError(`handler.entry is ${entry}, where there is no file.`);
  const outdir = mkdtempSync(join(tmpdir(), 'campaign-handler-'));
  esbuildFor(entry).buildSync({
    entryPoints: [entry],
    outdir,
    bundle: true,
    splitting: true,
    entryNames: 'index',
    chunkNames: 'parts/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    minify: true,
    // Logs name errors by their class, and logs are read by people.
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // What is wrong is in the error that it throws.
    logLevel: 'silent',
    // Some dependencies are CommonJS and ask for Node's own modules with require().
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
  return outdir;
}

/** The project's esbuild, wherever the app or the entry finds it: whoever brings code of their own has one. */
function esbuildFor(entry: string): typeof import('esbuild') {
  for (const from of [entry, join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from)('esbuild') as typeof import('esbuild');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    }
  }
  throw new Error(
    `handler.entry is ${entry}, which esbuild has to bundle, and there is none. Install it (npm install --save-dev esbuild), or give handler.code.`,
  );
}

/** What follows from the variables. What nobody can read yet is left to a grant: references, and the ARN of a bus. */
export function permittedBy(environment: Readonly<Record<string, string>>): EnvironmentFeatures {
  const { secrets = [], eventBus, ...features } = featuresOf(environment);
  return {
    ...features,
    ...(eventBus === undefined || Token.isUnresolved(eventBus) ? {} : { eventBus }),
    secrets: secrets.filter((reference) => !Token.isUnresolved(reference)),
  };
}

/** A statement of the handler's own list, as CDK has it. */
export function toPolicyStatement(statement: PermissionStatement): PolicyStatement {
  const { sid, actions, resources, conditions } = statement;
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });
}
