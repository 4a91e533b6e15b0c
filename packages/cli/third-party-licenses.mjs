// For the build of the command line. Writes the notices that the licences of built-in packages ask for: name, version and licence of each, and its texts.
import { readFile, writeFile } from 'node:fs/promises';

const OURS = '@appstream-campaign';
const RULE = `\n${'-'.repeat(80)}\n\n`;

/**
 * @param {string} billOfMaterials the bill in the format of CycloneDX, with texts of licences as evidence
 * @param {string} file where the notices go
 */
export async function writeNotices(billOfMaterials, file) {
  const bill = JSON.parse(await readFile(billOfMaterials, 'utf8'));
  const notices = bill.components.filter(({ group }) => group !== OURS).map(noticeOf);
  await writeFile(file, `This program contains the packages below.\n${RULE}${notices.join(RULE)}`);
  // Once is enough for the texts: they are half of what is installed.
  const components = bill.components.map(({ evidence: _, ...component }) => component);
  await writeFile(billOfMaterials, `${JSON.stringify({ ...bill, components }, undefined, 1)}\n`);
}

function noticeOf({ group, name, version, licenses = [], evidence = {} }) {
  const known = licenses
    .map(({ license, expression }) => expression ?? license.id ?? license.name)
    .join(', ');
  const texts = (evidence.licenses ?? []).map(({ license }) =>
    Buffer.from(license.text.content, license.text.encoding ?? 'utf8')
      .toString('utf8')
      .trim(),
  );
  const title = `${group === undefined ? '' : `${group}/`}${name} ${version}: ${known}\n`;
  return [title, ...texts.map((text) => `${text}\n`)].join('\n');
}
