// Makes dist/lambda/index.mjs.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.mjs';

const outfile = 'dist/lambda/index.mjs';
await build({
  ...bundleOptions,
  entryPoints: ['src/lambda.ts'],
  outfile,
  sourcemap: 'linked',
  sourcesContent: false,
});
const bundle = await readFile(outfile);
const kibibytes = (bytes) => Math.round(bytes / 1024);
console.log(`${outfile} ${kibibytes(bundle.length)} KiB, ${kibibytes(gzipSync(bundle).length)} KiB zipped`);
