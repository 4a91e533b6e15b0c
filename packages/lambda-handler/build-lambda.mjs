// Makes dist/lambda/index.mjs: one ES module with everything in it, for a function that has nothing but Node.
import { stat } from 'node:fs/promises';
import { build } from 'esbuild';

const outfile = 'dist/lambda/index.mjs';
await build({
  entryPoints: ['src/lambda.ts'],
  outfile,
  bundle: true,
  minify: true,
  // Logs name errors by their class, and logs are read by people.
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  // Some dependencies are CommonJS and ask for Node's own modules with require().
  banner: {
    js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
  },
});
const { size } = await stat(outfile);
console.log(`${outfile} ${Math.round(size / 1024)} KiB`);
