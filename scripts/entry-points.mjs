// What users can import: each entry of `exports` that has types, with the file that a build makes of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** For example `core`, `@appstream-campaign/core`, `@appstream-campaign/core/prune`, `dist/prune.d.ts`. */
export function entryPoints() {
  const found = readdirSync(`${root}packages`).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, 'utf8'));
    return Object.entries(manifest.exports).flatMap(([door, { types }]) =>
      types === undefined
        ? []
        : {
            folder,
            name: manifest.name,
            specifier: `${manifest.name}${door.slice(1)}`,
            types: types.slice('./'.length),
          },
    );
  });
  const missing = found.find(({ folder, types }) => !existsSync(`${root}packages/${folder}/${types}`));
  if (missing !== undefined) {
    console.error(`packages/${missing.folder}/${missing.types} is not there: build first.`);
    process.exit(1);
  }
  return found;
}
