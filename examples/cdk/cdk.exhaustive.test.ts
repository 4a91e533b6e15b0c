import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

test('the app synthesises with Node alone, and its function is the bundle', async () => {
  const out = await mkdtemp(join(tmpdir(), 'campaign-cdk-example-'));
  onTestFinished(() => rm(out, { recursive: true }));
  // What the CDK's command does before it deploys.
  await promisify(execFile)(process.execPath, ['app.mjs'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, CDK_OUTDIR: out },
  });
  const template = await readFile(join(out, 'ImageUpdates.template.json'), 'utf8');
  expect(template).toContain('"ScheduleExpression": "cron(0 22 ? * 3#2 *)"');
  expect(template).toContain('"ScheduleExpressionTimezone": "Europe/Berlin"');
  const { Input } = /"Input": (?<Input>".*")/.exec(template)?.groups ?? {};
  expect(JSON.parse(JSON.parse(Input ?? '""') as string)).toEqual({
    BatchSize: 5,
    ToAddress: 'admins@example.com',
    FromAddress: 'it@example.com',
    StartAfterDays: 2,
  });
  const assets = await readFile(join(out, 'ImageUpdates.assets.json'), 'utf8');
  const [, folder] = /"(asset\.[0-9a-f]+)"/.exec(assets) ?? [];
  const bundle = new URL('../../packages/lambda-handler/dist/lambda/index.mjs', import.meta.url);
  expect((await readFile(join(out, folder ?? '', 'index.mjs'))).equals(await readFile(bundle))).toBe(true);
});
