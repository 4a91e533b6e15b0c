// Builds all packages, two at a time, each as soon as those are built that it needs. Prints a line a package; the whole
// output when one fails. `--without-types` leaves out the declarations, which take most of the time and which `npm test`
// does not need.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const AT_ONCE = 2;
const withoutTypes = process.argv.includes('--without-types');
const SCOPE = '@appstream-campaign/';
const packages = new URL('../packages/', import.meta.url);

/** The packages of this repository that a package needs. */
function neededBy(name) {
  const manifest = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
  const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return all.filter((one) => one.startsWith(SCOPE)).map((one) => one.slice(SCOPE.length));
}

const needs = new Map(readdirSync(packages).map((name) => [name, neededBy(name)]));
const waitFor = (name) => [...needs.values()].filter((needed) => needed.includes(name)).length;
/** Those first that most others wait for. */
const open = new Set([...needs.keys()].sort((a, b) => waitFor(b) - waitFor(a)));
const built = new Set();
let building = 0;

/** Resolves with the output, once the build has ended well. */
function build(name) {
  const child = spawn('npm', ['run', '--silent', 'build'], {
    cwd: new URL(`${name}/`, packages),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(withoutTypes ? { BUILD_WITHOUT_TYPES: '1' } : {}) },
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

async function buildAndGoOn(name) {
  const began = performance.now();
  open.delete(name);
  building++;
  try {
    const output = await build(name);
    // What the Lambda bundle has to say of its size.
    const sizes = output.split('\n').filter((line) => line.includes(' KiB zipped'));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log([`built packages/${name} in ${seconds} s`, ...sizes].join(': '));
    built.add(name);
  } catch (error) {
    console.error(`${error.message}\nThe build of packages/${name} failed; see above.`);
    process.exitCode = 1;
    open.clear();
  }
  building--;
  goOn();
}

function goOn() {
  for (const name of open) {
    if (building < AT_ONCE && needs.get(name).every((one) => built.has(one))) void buildAndGoOn(name);
  }
}

goOn();
