import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Block, blocksOf, marked, pages, root } from '@appstream-campaign/test-support/pages';
import { afterAll, expect, test } from 'vitest';

// What a page shows as code has to compile where its readers put it. What it takes for granted, such as a store that
// they have, stands in a comment above it: <!-- given: … -->

const blocks = pages.flatMap(blocksOf);
const shown = blocks.filter(({ language }) => ['ts', 'js'].includes(language));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'code-in-pages-')));
afterAll(() => rmSync(folder, { recursive: true }));

const placeOf = ({ page, line }: Block) => `${page.replaceAll(/[^\w.-]/g, '_')}-${line}`;

/** What a reader has installed: the packages as they are built, and what they are used with. */
function install(): void {
  const link = (name: string, target: string) => {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    rmSync(join(folder, 'node_modules', name), { force: true });
    symlinkSync(target, join(folder, 'node_modules', name), 'junction');
  };
  for (const name of readdirSync(join(root, 'packages'))) {
    const modules = join(root, 'packages', name, 'node_modules');
    for (const peer of ['constructs', 'aws-cdk-lib']) {
      if (readdirSync(modules).includes(peer)) link(peer, join(modules, peer));
    }
    const clients = join(modules, '@aws-sdk');
    if (readdirSync(modules).includes('@aws-sdk')) {
      for (const client of readdirSync(clients)) link(`@aws-sdk/${client}`, join(clients, client));
    }
    link(`@appstream-campaign/${name}`, join(root, 'packages', name));
  }
  for (const name of ['@types/node', 'vitest']) link(name, join(root, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
}

/** The file that is compiled for a block: the one that it shows, or one that holds it below what is given. */
function fileOf(block: Block): string {
  const file = marked(block, 'file');
  if (file !== undefined) return join(root, file);
  const path = join(folder, `${placeOf(block)}.m${block.language}`);
  writeFileSync(path, `${marked(block, 'given') ?? ''}\n${block.code}`);
  return path;
}

/** Complaints of the compiler. */
async function compile(files: readonly string[], module: string, resolution: string): Promise<string> {
  const project = join(folder, `${module}.json`);
  const compilerOptions = {
    ...{ strict: true, target: 'es2022', lib: ['es2023', 'esnext.disposable'], types: ['node'] },
    ...{ module, moduleResolution: resolution, moduleDetection: 'force' },
    ...{ allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true },
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--pretty', 'false', '-p', project], { cwd: folder }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

install();
/** Small programs that the pages link to, and people begin with. */
const LINKED = ['examples/sns/update-images.mjs', 'examples/slack-notifier/index.mjs'];
const files = [...new Set([...shown.map(fileOf), ...LINKED.map((file) => join(root, file))])];

test.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'what the pages show as code compiles under strict, with the modules of %s',
  async (module, resolution) => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.map((file) => relative(root, file))).toContain('examples/library/update-images.mjs');
    expect(await compile(files, module, resolution)).toBe('');
  },
  240_000,
);
