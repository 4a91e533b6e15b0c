// What a cold start reads, in as few files as can be: each file costs a lookup, a read and a compilation of its own.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.mjs';

/**
 * Merges the parts of a bundle that its entries import at once: those of one entry into the entry, those of several
 * into one file. What is imported on use stays where it is, and finds merged parts through a file that passes on their
 * names: no module is there twice.
 * @param {import('esbuild').Metafile} metafile of the build that wrote the bundle
 * @param {string} outdir where it is
 * @param {import('esbuild').BuildOptions} options for the files that are written anew, such as source maps
 */
export async function mergeParts({ outputs }, outdir, options) {
  const byFile = new Map(Object.entries(outputs).map(([path, output]) => [resolve(path), output]));
  const modules = [...byFile].filter(([path]) => path.endsWith('.mjs'));
  const entries = modules.filter(([path]) => dirname(path) === resolve(outdir)).map(([path]) => path);
  const atOnce = new Map(entries.map((entry) => [entry, reachedAtOnce(entry, byFile)]));
  const groups = new Map();
  for (const [path, { exports }] of modules) {
    const users = entries.filter((entry) => atOnce.get(entry).has(path));
    if (users.length === 0) continue;
    const target = users.length === 1 ? users[0] : resolve(outdir, 'parts', 'shared.mjs');
    groups.set(target, [...(groups.get(target) ?? []), { path, exports }]);
  }
  const places = new Map(
    [...groups].flatMap(([target, parts]) =>
      parts
        .filter(({ path }) => path !== target)
        .map(({ path, exports }, index) => [path, { target, exports, suffix: `_${index}` }]),
    ),
  );
  const merged = await Promise.all(
    [...groups].map(([target, parts]) =>
      merge(target, new Set(parts.map(({ path }) => path)), places, options),
    ),
  );
  // Only now: until here the files are read.
  for (const { path, contents } of merged.flat()) await writeFile(path, contents);
  for (const [path, place] of places) await writeFile(path, passedOn(place, dirname(path)));
}

function reachedAtOnce(entry, byFile) {
  const reached = new Set();
  const visit = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: imported, kind, external } of byFile.get(path).imports) {
      if (kind === 'import-statement' && !external) visit(resolve(imported));
    }
  };
  visit(entry);
  return reached;
}

/** What stands in the place of a part that was merged: its names, from where they are now. */
function passedOn({ target, exports, suffix }, folder) {
  const names = exports.map((name) => `${name}${suffix} as ${name}`);
  return `export{${names.join(',')}}from${JSON.stringify(specifier(folder, target))};\n`;
}

/** One file with all parts of a group. Each name gets the part's suffix, because parts have the same short names. */
async function merge(target, own, places, options) {
  const folder = dirname(target);
  const lines = [...own].map((path) => {
    const from = `from ${JSON.stringify(specifier(folder, path))};`;
    if (path === target) return `export * ${from}`;
    const { exports, suffix } = places.get(path);
    return `export { ${exports.map((name) => `${name} as ${name}${suffix}`).join(', ')} } ${from}`;
  });
  const groups = {
    name: 'groups',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind, namespace }) => {
        const file = join(resolveDir, path);
        if (namespace === 'passed-on' || kind === 'dynamic-import' || !(own.has(file) || places.has(file)))
          return { path: specifier(folder, file), external: true };
        return own.has(file) ? { path: file, sideEffects: true } : { path: file, namespace: 'passed-on' };
      });
      // One file needs the banner once; the line stays, for source maps.
      onLoad({ filter: /./, namespace: 'file' }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(bundleOptions.banner.js, ''),
      }));
      onLoad({ filter: /./, namespace: 'passed-on' }, ({ path }) => ({
        contents: passedOn(places.get(path), folder),
        resolveDir: folder,
      }));
    },
  };
  const { outputFiles } = await build({
    ...options,
    stdin: { contents: lines.join('\n'), resolveDir: folder, sourcefile: 'parts' },
    banner: bundleOptions.banner,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: bundleOptions.target,
    outfile: target,
    write: false,
    plugins: [groups],
  });
  return outputFiles;
}

const specifier = (folder, file) => {
  const path = relative(folder, file).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
};
