// Asks a real account what AWS does not document, and prints a table for an issue: `npm run verify:aws -- --region eu-west-1`.
// Nothing is changed, but for --update-current.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { askAws } from './aws-questions.mjs';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const require = createRequire(new URL('../packages/aws-adapters/package.json', import.meta.url));
const { AppStreamClient } = require('@aws-sdk/client-appstream');
const { ResourceGroupsTaggingAPIClient } = require('@aws-sdk/client-resource-groups-tagging-api');

const HELP = `npm run verify:aws -- [--profile <name>] [--region <name>] [--update-current <image>]

Answers what AWS does not document, for an account with images of its own. Credentials as the AWS CLI has them.
Nothing is changed, unless --update-current names an image that is up to date: a real update of it is started then,
which is charged, and whose result is yours to delete. Names of images and account ids are not printed.`;

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    region: { type: 'string' },
    'update-current': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const settings = {
  ...(values.profile === undefined ? {} : { profile: values.profile }),
  ...(values.region === undefined ? {} : { region: values.region }),
};
const appstream = new AppStreamClient({ ...settings, retryMode: 'adaptive', maxAttempts: 10 });
const tagging = new ResourceGroupsTaggingAPIClient(settings);

try {
  const { rows, names } = await askAws({ appstream, tagging, updateCurrent: values['update-current'] });
  const region = await appstream.config.region();
  const { version } = require('@aws-sdk/client-appstream/package.json');
  console.log(
    `Asked on ${new Date().toISOString().slice(0, 10)} in ${region}, client-appstream ${version}.\n`,
  );
  console.log('| question | what AWS answered | what this project assumes |');
  console.log('| --- | --- | --- |');
  for (const { question, answer, assumed } of rows) {
    console.log(`| ${[question, withoutNames(answer, names), assumed].map(cell).join(' | ')} |`);
  }
} catch (error) {
  console.error(`It could not be asked: ${error.name}: ${error.message}\n\n${HELP}`);
  process.exitCode = 1;
}

/** What an issue must not show: the longest names first, since one can be part of another. */
function withoutNames(text, names) {
  const longest = names.toSorted((a, b) => b.length - a.length).map((name) => name.replace(/[.-]/g, '\\$&'));
  const numbered =
    longest.length === 0
      ? text
      : text.replace(new RegExp(longest.join('|'), 'g'), (name) => `image-${names.indexOf(name) + 1}`);
  return numbered.replace(/\b\d{12}\b/g, '************');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
