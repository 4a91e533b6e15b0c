import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the command is built for all test files of a run, by the first that needs it. */
    readonly commandFolder: string;
  }
}

// Inside the package, so that it finds its dependencies; apart from dist, which others may use.
const modules = new URL('../packages/cli/node_modules/', import.meta.url);
const folder = fileURLToPath(new URL(`.command-test-${process.pid}`, modules));

export function setup(project: TestProject): void {
  project.provide('commandFolder', folder);
  // When tests are watched, sources have changed.
  project.onTestsRerun(teardown);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
