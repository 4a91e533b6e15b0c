import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createSimulator, type SimulatorOptions } from '@appstream-campaign/simulator';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../scripts/verify-aws.mjs', import.meta.url));
const tags = { AutoUpdate: 'Enabled' };
const IMAGES = [
  { name: 'Secret-Project', tags },
  { name: 'Secret-Project-2', tags, update: { current: true } },
  { name: 'Old', update: { incompatible: true } },
];

/** Asks a simulated account, and reads the table. */
async function verify(options: SimulatorOptions, ...args: readonly string[]) {
  const simulator = await createSimulator({ images: IMAGES, ...options });
  onTestFinished(() => simulator.close());
  const env = {
    ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: simulator.url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'nobody-may-see' },
  };
  const child = spawn(process.execPath, [script, ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const rows = stdout.split('\n').flatMap((line) => {
    const [, question, answer] = line.split(' | ').length === 3 ? line.split(/^\| | \| /) : [];
    return question === undefined || answer === undefined ? [] : [[question, answer] as const];
  });
  const changes = simulator.calls.filter(
    ({ operation, request }) => !/^(Describe|List|Get)/.test(operation) && request.dryRun !== true,
  );
  return { code, stdout, stderr, answers: new Map(rows), changes };
}

test('an account that answers in one way', async () => {
  const { code, stdout, stderr, answers, changes } = await verify({});
  expect({ code, stderr, changes }).toEqual({ code: 0, stderr: '', changes: [] });
  expect(stdout).toMatch(/^Asked on \d{4}-\d\d-\d\d in us-east-1, client-appstream 3\.\d+\.\d+\.$/m);
  expect(answers.get('What does a dry run answer?')).toBe(
    'canUpdateImage: true, no image (1 image); canUpdateImage: false, no image (1 image); ' +
      "IncompatibleImageException: The image image-3 can't be updated because it's not compatible for updates. (1 image)",
  );
  expect(answers.get('Is an image that is current recognised by a dry run?')).toMatch(/^yes/);
  expect(answers.get('Does a dry run notice that the new name is taken?')).toMatch(/^ResourceAlreadyExists/);
  expect(answers.get('What does DescribeImages answer for one unknown name among known ones?')).toMatch(
    /^ResourceNotFoundException/,
  );
  expect(answers.get('Does the tagging API know images?')).toBe(
    'yes: it lists 2 of 2 with tags, and 0 that are not there',
  );
  expect(answers.get('What does a real call on a current image do?')).toMatch(/^not asked/);
  for (const secret of ['Secret-Project', '123456789012', 'nobody-may-see']) {
    expect(stdout).not.toContain(secret);
  }
});

test('an account that answers in the other', async () => {
  const { code, answers, changes } = await verify({
    images: IMAGES.slice(0, 1),
    unknownNames: 'omit',
    taggingKnowsImages: 'none',
  });
  expect({ code, changes }).toEqual({ code: 0, changes: [] });
  expect(answers.get('Is an image that is current recognised by a dry run?')).toMatch(/^not seen/);
  expect(answers.get('What does DescribeImages answer for one unknown name among known ones?')).toBe(
    '1 of 2 described',
  );
  expect(answers.get('What does DescribeImages answer for unknown names only?')).toBe('0 of 1 described');
  expect(answers.get('Does the tagging API know images?')).toMatch(/^no: it lists 0 of 1/);
});

test('only --update-current starts an update, and only of a current image', async () => {
  const question = 'What does a real call on a current image do?';
  const rebuilt = await verify({}, '--update-current', 'Secret-Project-2');
  expect(rebuilt.answers.get(question)).toMatch(
    /canUpdateImage: true.*delete verify-aws-\d+ when it is done/,
  );
  expect(rebuilt.changes).toHaveLength(1);
  const refused = await verify({ currentImageCall: 'refuses' }, '--update-current', 'Secret-Project-2');
  expect(refused.answers.get(question)).toBe('canUpdateImage: false, no image');
  const stale = await verify({}, '--update-current', 'Secret-Project');
  expect(stale.answers.get(question)).toMatch(/^not asked: the image is not current/);
  expect(stale.changes).toEqual([]);
});

test('an account without images, without a permission, or without credentials', async () => {
  const empty = await verify({ images: [] });
  expect(empty.code).toBe(0);
  expect(empty.answers.get('What does a dry run answer?')).toMatch(/^not asked/);
  const allow = ['appstream:*'];
  const denied = await verify({ allow });
  expect(denied.answers.get('Does the tagging API know images?')).toMatch(/^AccessDeniedException/);
  const nothing = await verify({ allow: [] });
  expect(nothing).toMatchObject({ code: 1, stdout: '' });
  expect(nothing.stderr).toMatch(/could not be asked: AccessDeniedException/);
});
