// Checks the packages as their users get them: packs each, looks at the tarball with publint and
// are-the-types-wrong, installs all tarballs into an empty project, and imports and requires every door.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'));
const folder = mkdtempSync(join(tmpdir(), 'campaign-packages-'));
let failures = 0;

function step(name, check) {
  try {
    check();
    console.log(`ok    ${name}`);
  } catch (error) {
    failures++;
    console.error(`FAIL  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}

const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

const tarballs = new Map();
for (const name of packages) {
  const manifest = manifestOf(name);
  step(`${name}: metadata`, () => {
    const missing = ['exports', 'files', 'license', 'repository', 'description', 'engines'].filter(
      (key) => manifest[key] === undefined,
    );
    if (missing.length > 0) throw new Error(`package.json lacks ${missing.join(', ')}`);
    for (const file of ['README.md', 'LICENSE']) readFileSync(join(root, 'packages', name, file));
  });
  step(`${name}: packs`, () => {
    const { filename } = JSON.parse(
      run('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: join(root, 'packages', name) }),
    );
    tarballs.set(name, filename);
  });
  const tarball = tarballs.get(name);
  if (tarball === undefined) continue;
  step(`${name}: publint`, () => run('pnpm', ['exec', 'publint', 'run', tarball, '--strict']));
  // JSON files and the bundle are doors without types, on purpose.
  const untyped = [
    'state-machine.asl.json',
    'event.schema.json',
    'lambda/index.mjs',
    'lambda/prune.mjs',
    'lambda/rollout.mjs',
  ].filter((door) => manifest.exports[`./${door}`]);
  const excluded = untyped.length > 0 ? ['--exclude-entrypoints', ...untyped] : [];
  step(`${name}: are the types wrong`, () =>
    run('pnpm', ['exec', 'attw', tarball, '--profile', 'esm-only', ...excluded]),
  );
}

// Doors that are optional need the client that they speak through; whoever opens them installs it.
const peers = packages.flatMap((name) => {
  const { peerDependencies = {}, devDependencies = {} } = manifestOf(name);
  return Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer]}`);
});

const project = join(folder, 'project');
step('all packages install into a new project, as the README says', () => {
  if (!readFileSync(join(root, 'README.md'), 'utf8').includes('npm run install-into -- ../your-project\n'))
    throw new Error('The README installs in another way than this check.');
  run(process.execPath, ['scripts/install-into.mjs', project, ...packages]);
  const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const elsewhere = Object.values(dependencies).filter(
    (from) => !/^file:appstream-campaign\/[\w.-]+$/.test(from),
  );
  if (elsewhere.length > 0) throw new Error(`package.json names ${elsewhere.join(', ')}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...peers], { cwd: project });
});
/** What an installation of the command line may weigh: it was 173 packages and 68 MB before they were built in. */
const COMMAND_LINE = { packages: 79, megabytes: 35 };

const alone = join(folder, 'command-line');
step('the command line by itself is small, and works', () => {
  run(process.execPath, ['scripts/install-into.mjs', alone, 'cli']);
  const lock = JSON.parse(readFileSync(join(alone, 'node_modules', '.package-lock.json'), 'utf8'));
  const count = Object.keys(lock.packages).length;
  const bytes = readdirSync(join(alone, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const megabytes = bytes / 1e6;
  console.log(`      ${count} packages, ${megabytes.toFixed(1)} MB`);
  if (count > COMMAND_LINE.packages || megabytes > COMMAND_LINE.megabytes)
    throw new Error(`More than ${COMMAND_LINE.packages} packages or ${COMMAND_LINE.megabytes} MB.`);
  const env = { ...process.env, APPSTREAM_CAMPAIGN_HOME: join(alone, 'campaigns') };
  const command = ['--no', 'appstream-campaign', 'simulate'];
  const night = spawnSync('npx', [...command, '--speed', '20000', 'run', '--yes'], {
    cwd: alone,
    env,
    encoding: 'utf8',
  });
  // 5: over, and images of the example failed.
  if (![0, 5].includes(night.status)) throw new Error(`It ended with ${night.status}: ${night.stderr}`);
  run('npx', [...command, 'report', '--output', 'night.html'], { cwd: alone, env });
  if (!readFileSync(join(alone, 'night.html'), 'utf8').includes('<svg'))
    throw new Error('The report of a simulated night has no timeline.');
  const notices = join(
    alone,
    'node_modules',
    '@appstream-campaign',
    'cli',
    'dist',
    'THIRD-PARTY-LICENSES.txt',
  );
  if (!readFileSync(notices, 'utf8').includes('csv-stringify'))
    throw new Error(`${notices} lacks what is built in.`);
});
for (const name of packages) {
  const { name: scoped, exports: doors, bin } = manifestOf(name);
  for (const door of Object.keys(doors).filter((key) => !key.endsWith('.json'))) {
    const specifier = `${scoped}${door.slice(1)}`;
    step(`import ${specifier}`, () => {
      const code = `const names = Object.keys(await import('${specifier}')); if (names.length === 0) throw new Error('nothing is exported');`;
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: project,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    });
    if (!process.features.require_module) continue;
    step(`require ${specifier}`, () =>
      run(process.execPath, ['--no-warnings', '--input-type=commonjs', '-e', `require('${specifier}')`], {
        cwd: project,
      }),
    );
  }
  for (const command of Object.keys(bin ?? {})) {
    step(`${command} --help`, () => run('npx', ['--no', command, '--help'], { cwd: project }));
  }
}

// The types as a strict user of Node's own module resolution has them.
const consumer = `
import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { readQuotas } from '@appstream-campaign/aws-adapters/service-quotas';
import { renderReport } from '@appstream-campaign/report';
import { createSimulator } from '@appstream-campaign/simulator';

const { store } = await createMemoryWorld({ images: [] });
const campaign = new UpdateCampaign({ store, clock: systemClock });
campaign.events.on('updateFailed', ({ source, reason }) => console.log(source.length, reason.code));
campaign.events.on('event', (event) => console.log(event.type));
const end: CampaignState = await campaign.run();
console.log(end.status, createCampaignHandler, createSimulator, readInventory, readQuotas);
const page: string = renderReport({ at: end.startedAt, campaigns: [{ state: end }] }, 'html');
console.log(page);
`;
step('types of Node', () =>
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '@types/node@20'], { cwd: project }),
);
// A module of CommonJS knows no await at its top level.
const imports = /^import .*;$/gm;
const commonJs = `${consumer.match(imports).join('\n')}
async function main() {${consumer.replace(imports, '')}}
void main();
`;
// What docs/installing.md says is supported.
for (const [resolution, module, file, code] of [
  ['node16', 'node16', 'consumer.mts', consumer],
  ['nodenext', 'nodenext', 'consumer.mts', consumer],
  ['nodenext', 'nodenext', 'consumer.cts', commonJs],
  ['bundler', 'preserve', 'consumer.mts', consumer],
]) {
  step(`the types hold under ${resolution} in ${file}, without skipLibCheck`, () => {
    writeFileSync(join(project, file), code);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', module, '--moduleResolution', resolution];
    const strict = ['--target', 'es2022', '--skipLibCheck', 'false', '--types', 'node'];
    run(process.execPath, [tsc, ...options, ...strict, file], { cwd: project });
  });
}

rmSync(folder, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
