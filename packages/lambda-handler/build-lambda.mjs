// Makes dist/lambda/index.mjs.
import { stat } from 'node:fs/promises';
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
const { size } = await stat(outfile);
console.log(`${outfile} ${Math.round(size / 1024)} KiB`);
