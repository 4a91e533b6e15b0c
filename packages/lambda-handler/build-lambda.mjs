// Makes dist/lambda, which is deployed: index.mjs for campaigns, rollout.mjs for rollouts, prune.mjs for
// pruning, and their parts. Beside it dist/lambda.cdx.json, the list of what went in
// (an SBOM in the format of CycloneDX).
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cyclonedxEsbuildPlugin } from '@cyclonedx/cyclonedx-esbuild';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.mjs';
import { mergeParts } from './merge-parts.mjs';

const outdir = 'dist/lambda';
// Parts have names that change with their content: those of an earlier build would be deployed as well.
await rm(outdir, { recursive: true, force: true });
const sourceMaps = { sourcemap: 'linked', sourcesContent: false };
const { metafile } = await build({
  ...bundleOptions,
  ...sourceMaps,
  metafile: true,
  entryPoints: { index: 'src/lambda.ts', prune: 'src/prune-lambda.ts', rollout: 'src/rollout-lambda.ts' },
  entryNames: '[name]',
  outdir,
  plugins: [
    cyclonedxEsbuildPlugin({
      outputFile: '../lambda.cdx.json',
      outputReproducible: true,
      logLevel: 'warning',
    }),
  ],
});
await mergeParts(metafile, outdir, sourceMaps);
const files = (await readdir(outdir, { recursive: true })).filter((name) => name.endsWith('.mjs'));
const contents = await Promise.all(files.map((name) => readFile(join(outdir, name))));
const kibibytes = (sizes) => Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
const all = kibibytes(contents.map(({ length }) => length));
const zipped = kibibytes(contents.map((content) => gzipSync(content).length));
console.log(`${outdir} ${all} KiB, ${zipped} KiB zipped`);
