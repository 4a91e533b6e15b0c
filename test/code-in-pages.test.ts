import { type Block, blocksOf, marked, pages } from '@appstream-campaign/test-support/pages';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { expect, test } from 'vitest';

// A sample of what code-in-pages.exhaustive.test.ts compiles: here what a page shows as code only has to be read.

const blocks = pages.flatMap(blocksOf);
const placeOf = ({ page, line }: Block) => `${page}:${line}`;

test('each TypeScript and JavaScript in a page can be read', () => {
  const shown = blocks.filter(({ language }) => ['ts', 'js'].includes(language));
  expect(shown.length).toBeGreaterThan(20);
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, allowJs: true };
  const wrong = shown.flatMap((block) => {
    const { diagnostics = [] } = transpileModule(`${marked(block, 'given') ?? ''}\n${block.code}`, {
      compilerOptions,
      reportDiagnostics: true,
      fileName: `block.m${block.language}`,
    });
    return diagnostics.map(({ messageText }) => `${placeOf(block)}: ${JSON.stringify(messageText)}`);
  });
  expect(wrong).toEqual([]);
});

test('each JSON in a page is JSON', () => {
  const wrong = blocks.filter(({ language, code }) => {
    if (language !== 'json') return false;
    try {
      JSON.parse(code);
      return false;
    } catch {
      return true;
    }
  });
  expect(wrong.map(placeOf)).toEqual([]);
});
