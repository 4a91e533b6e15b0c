// Builds all packages, those first that others need. Prints a line a package; the whole output when one fails.
import { spawnSync } from 'node:child_process';

const ORDER = [
  'core',
  'aws-adapters',
  'web-notifiers',
  'simulator',
  'report',
  'lambda-handler',
  'cli',
  'cdk',
];

for (const name of ORDER) {
  const began = performance.now();
  const cwd = new URL(`../packages/${name}/`, import.meta.url);
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`${stdout ?? ''}${stderr ?? ''}\nThe build of packages/${name} failed; see above.`);
    process.exit(1);
  }
  // What the Lambda bundle has to say of its size.
  const sizes = stdout.split('\n').filter((line) => line.includes(' KiB'));
  console.log(
    [`built packages/${name} in ${((performance.now() - began) / 1000).toFixed(1)} s`, ...sizes].join(': '),
  );
}
