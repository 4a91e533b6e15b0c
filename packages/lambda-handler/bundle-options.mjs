/**
 * How the function becomes a folder with everything in it, for esbuild: a function has nothing but Node. What is imported
 * on use stands in files of its own, so that a cold start reads no client that its check does not call.
 * @type {import('esbuild').BuildOptions}
 */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  entryNames: 'index',
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // Built packages import shared parts for their order alone; those have no side effects, and are left out rightly.
  logOverride: { 'ignored-bare-import': 'silent' },
  // Some dependencies are CommonJS and ask for Node's own modules with require().
  banner: {
    js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
  },
};
