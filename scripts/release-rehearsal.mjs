// A release in a clone: everything but the upload.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCOPE } from './pack-packages.mjs';
import { printedBy, printedByPnpm } from './pnpm-command.mjs';

const manifestOf = (folder, name) =>
  JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8'));

/** Fails with a sentence. */
function expect(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

/** The changesets of a folder that wait for a release. */
const pendingIn = (folder) =>
  readdirSync(join(folder, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');

function checkVersions(clone, names, before) {
  const versions = new Set(names.map((name) => manifestOf(clone, name).version));
  const [version] = versions;
  expect(versions.size === 1, `All packages have one version; these have ${[...versions].join(', ')}.`);
  expect(version !== before, `The version is still ${before}.`);
  expect(pendingIn(clone).length === 0, 'Changesets are left over.');
  for (const name of names) {
    const file = join(clone, 'packages', name, 'CHANGELOG.md');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(
      text.includes(`\n## ${version}\n`),
      `packages/${name}/CHANGELOG.md says nothing about ${version}.`,
    );
  }
  return version;
}

/** Looks into a tarball. `tar` is part of Windows as well. */
function checkTarball(folder, file, name, version) {
  const read = (...args) => printedBy('tar', [...args], folder);
  const files = read('-tf', file).split('\n');
  for (const needed of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    expect(files.includes(`package/${needed}`), `${file} lacks ${needed}.`);
  expect(
    files.some((path) => path.startsWith('package/dist/')),
    `${file} lacks dist: build first.`,
  );
  const manifest = JSON.parse(read('-xOf', file, 'package/package.json'));
  expect(manifest.version === version, `${file} is version ${manifest.version}.`);
  for (const [dependency, range] of Object.entries(manifest.dependencies ?? {})) {
    expect(!range.startsWith('workspace:'), `${name} needs ${dependency} ${range}, which no registry has.`);
    const wanted = dependency.startsWith(SCOPE) ? range === `^${version}` : range.startsWith('^');
    expect(wanted, `${name} needs ${dependency} ${range}: users could share no other version.`);
  }
}

/** Does in an empty clone of the last commit all that a release does, and looks at what comes out. */
export function rehearse(root) {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-release-'));
  const clone = join(folder, 'clone');
  const tarballs = join(folder, 'tarballs');
  try {
    printedBy('git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
    // Tools come from here: a second installation would say nothing new, and takes half a minute to remove.
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction');
    const names = readdirSync(join(clone, 'packages'));
    const before = manifestOf(clone, 'core').version;
    if (pendingIn(clone).length === 0)
      writeFileSync(
        join(clone, '.changeset', 'rehearsal.md'),
        `---\n'${SCOPE}core': patch\n---\n\nRehearsal.\n`,
      );
    printedBy('npm', ['run', '--silent', 'version-packages'], clone);
    const version = checkVersions(clone, names, before);
    console.log(`ok    ${before} becomes ${version}, in ${names.length} packages with a changelog each`);

    printedByPnpm(
      ['install', '--frozen-lockfile', '--lockfile-only', '--offline', '--reporter=silent'],
      clone,
    );
    console.log('ok    the lock file holds for the new version');

    for (const name of names)
      cpSync(join(root, 'packages', name, 'dist'), join(clone, 'packages', name, 'dist'), {
        recursive: true,
      });
    printedByPnpm(['--recursive', '--filter', `${SCOPE}*`, 'pack', '--pack-destination', tarballs], clone);
    for (const name of names) {
      const file = `${SCOPE.slice(1, -1)}-${name}-${version}.tgz`;
      checkTarball(tarballs, file, name, version);
      console.log(`ok    ${file}`);
    }
    console.log(`Nothing was published. ${version} would be.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
