// Refuses dependencies whose licence nobody has looked at: those that users install with a published package, and, with
// a longer list, the tools of this repository.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import satisfies from 'spdx-satisfies';
import { printedByPnpm } from './pnpm-command.mjs';

/** Permissive: whoever passes our packages on has to keep a notice, and nothing more. */
const INSTALLED_BY_USERS = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
/** Tools stay here: nobody gets their code from us. */
const TOOLS = [...INSTALLED_BY_USERS, 'CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0'];

/** What a package.json does not say in SPDX's words, and its LICENSE file does. */
const READ_BY_A_PERSON = { 'spawndamnit@3.0.1': 'MIT', 'slick@1.12.2': 'MIT' };

const root = fileURLToPath(new URL('..', import.meta.url));

function licensesOf(kind) {
  const found = JSON.parse(printedByPnpm(['--recursive', 'licenses', 'list', kind, '--json'], root));
  return Object.entries(found).flatMap(([license, packages]) =>
    packages.flatMap(({ name, versions }) =>
      versions.map((version) => ({ id: `${name}@${version}`, license })),
    ),
  );
}

function isAllowed({ id, license }, allowed) {
  try {
    return satisfies(READ_BY_A_PERSON[id] ?? license, allowed);
  } catch {
    return false; // Not an SPDX expression.
  }
}

/** What a build took into a package, from the bill of materials that it wrote. */
function licensesIn(billOfMaterials) {
  const { components } = JSON.parse(readFileSync(new URL(`../packages/${billOfMaterials}`, import.meta.url)));
  return components.map(({ group, name, version, licenses = [] }) => ({
    id: `${group === undefined ? '' : `${group}/`}${name}@${version}`,
    license: licenses
      .map(({ license, expression }) => expression ?? license.id ?? license.name)
      .join(' AND '),
  }));
}

let looked = 0;
let complaints = 0;
for (const [kind, packages, allowed] of [
  ['prod', licensesOf('--prod'), INSTALLED_BY_USERS],
  ['built into the function', licensesIn('lambda-handler/dist/lambda.cdx.json'), INSTALLED_BY_USERS],
  ['built into the command line', licensesIn('cli/dist/cli.cdx.json'), INSTALLED_BY_USERS],
  ['dev', licensesOf('--dev'), TOOLS],
]) {
  if (packages.length === 0) throw new Error(`No package is found that is ${kind}.`);
  looked += packages.length;
  for (const entry of packages.filter((each) => !isAllowed(each, allowed))) {
    complaints++;
    console.error(`${entry.id} (${kind}): ${entry.license}, which is not among ${allowed.join(', ')}`);
  }
}
console.log(`${looked} licences looked at, ${complaints} complaints`);
if (complaints > 0) {
  console.error(
    'Read the licence. If it may be used, add it, or the package, to scripts/check-licenses.mjs.',
  );
  process.exit(1);
}
