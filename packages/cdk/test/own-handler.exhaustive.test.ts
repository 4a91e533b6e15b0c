import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ImageUpdateCampaign, type ImageUpdateCampaignProps } from '@appstream-campaign/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { expect, onTestFinished, test } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../../../examples/custom-lambda/index.mjs', import.meta.url));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'own-handler-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** The function as it is deployed, and the folder of its code. */
function synthesise(props: ImageUpdateCampaignProps) {
  const app = new App({ outdir: folder() });
  const stack = new Stack(app, 'Stack');
  new ImageUpdateCampaign(stack, 'Campaign', props);
  const { directory } = app.synth();
  const json = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const [lambda] = Object.values<{ Type: string; Properties: Record<string, unknown> }>(
    json('Stack.template.json').Resources,
  ).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const [asset] = Object.values<{ source: { path: string; packaging: string } }>(
    json('Stack.assets.json').files,
  ).filter(({ source }) => source.packaging === 'zip');
  return { lambda: lambda?.Properties ?? {}, code: join(directory, asset?.source.path ?? '') };
}

test('an entry of your own is bundled, and runs where nothing is installed', async () => {
  const { lambda, code } = synthesise({
    handler: { entry: EXAMPLE },
    environment: { CHAT_WEBHOOK_URL: 'https://chat.example.com/hook' },
  });
  expect(lambda).toMatchObject({
    Handler: 'index.handler',
    Environment: { Variables: { CHAT_WEBHOOK_URL: 'https://chat.example.com/hook' } },
  });
  const { handler } = await import(pathToFileURL(join(code, 'index.mjs')).href);
  await expect(handler({ BatchSize: 0 })).rejects.toThrow('BatchSize is 0');
});

test('code of your own is taken as it is', () => {
  const own = folder();
  writeFileSync(join(own, 'mine.mjs'), 'export const check = async () => 0;\n');
  const { lambda, code } = synthesise({ handler: { code: Code.fromAsset(own), handler: 'mine.check' } });
  expect(lambda).toMatchObject({ Handler: 'mine.check', Runtime: 'nodejs24.x', Timeout: 300 });
  expect(readFileSync(join(code, 'mine.mjs'), 'utf8')).toContain('check');
});

test('an entry that is not there is refused by its name', () => {
  const make = () => synthesise({ handler: { entry: 'absent/index.ts' } });
  expect(make).toThrow(/handler\.entry is .*absent.index\.ts, where there is no file/);
});

test('an error in the entry comes out when the app is synthesised', () => {
  const entry = join(folder(), 'index.ts');
  writeFileSync(entry, 'export const handler = nothing(;\n');
  expect(() => synthesise({ handler: { entry } })).toThrow(/index\.ts:1:\d+: ERROR/);
});
