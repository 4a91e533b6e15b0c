import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Template } from './cloudformation.ts';

/** The construct in a stack, synthesised: the resolved resources, and the folder of the function's code. */
export function synthesise(make: (stack: Stack) => Construct): {
  readonly template: Template;
  readonly code: string;
} {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'campaign-cdk-')) });
  const stack = new Stack(app, 'Stack');
  make(stack);
  const assembly = app.synth();
  const { template } = assembly.getStackByName('Stack') as { readonly template: Template };
  const assets = JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8')) as {
    readonly files: Readonly<Record<string, { readonly source: { path: string; packaging: string } }>>;
  };
  const zipped = Object.values(assets.files).filter(({ source }) => source.packaging === 'zip');
  return { template, code: join(assembly.directory, zipped[0]?.source.path ?? 'none') };
}
