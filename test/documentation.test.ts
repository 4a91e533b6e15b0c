import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import {
  ANNOUNCED_TYPES,
  DEFAULT_ANNOUNCEMENTS,
  eventDocument,
  renderMessage,
} from '@appstream-campaign/core/messages';
import { blocksOf, pages, read, root } from '@appstream-campaign/test-support/pages';
import { describe, expect, test } from 'vitest';

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

describe.each(pages)('%s', (page) => {
  test('links to what is there', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link ?? '');
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(root, page) : join(root, dirname(page), path);
      if (!existsSync(target)) return true;
      if (anchor === undefined) return false;
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
        anchorOf(text ?? ''),
      );
      return !headings.includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('shows files as they are', () => {
    for (const [, file = '', code] of read(page).matchAll(/<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g)) {
      expect(code, `${page} shows another ${file} than there is`).toBe(read(file));
    }
  });
});

test.each(pages)('%s closes each block of code that it opens, and shows none twice', (page) => {
  const blocks = blocksOf(page);
  expect(blocks.filter(({ closed }) => !closed).map(({ line }) => line)).toEqual([]);
  const flush = (text: string) => `\n${text.replaceAll(/^ +/gm, '')}`;
  const text = flush(read(page));
  const repeated = blocks.filter(({ code }) => text.split(flush(code)).length > 2);
  expect(repeated.map(({ line }) => line)).toEqual([]);
});

test.each(pages)(
  '%s tells no command that only one kind of shell understands, or a registry that has nothing',
  (page) => {
    const commands = blocksOf(page).filter(({ language }) => language === 'sh');
    const odd = commands.filter(({ code }) =>
      /\$\(|mktemp|\*\.tgz|npx (--yes |-p )*@appstream-campaign/.test(code),
    );
    expect(odd.map(({ line }) => line)).toEqual([]);
  },
);

test('the page about moving packs the whole function', () => {
  const packed = /zip -r function\.zip (.+)\n/.exec(read('docs/moving-from-the-original.md'))?.[1];
  const built = readdirSync(join(root, 'packages/lambda-handler/dist/lambda')).filter(
    (file) => !file.endsWith('.map'),
  );
  expect(packed?.split(' ').toSorted()).toEqual(built.toSorted());
});

test('the page about getting started shows the example files', () => {
  expect(read('docs/getting-started.md').match(/<!-- file: /g)).toHaveLength(2);
});

test('the page about messages has every type of event, and says which are announced', () => {
  const announced: readonly string[] = ANNOUNCED_TYPES;
  const byDefault: readonly string[] = DEFAULT_ANNOUNCEMENTS;
  const source = ['events', 'hub-events', 'image-events', 'pass-events', 'rollout-events']
    .map((name) => read(`packages/core/src/state/${name}.ts`))
    .join('\n');
  const types = [...source.matchAll(/readonly type: '(\w+)'/g)].map(([, type]) => type ?? '').toSorted();
  const rows = [...read('docs/messages.md').matchAll(/^\| (`.+?`) +\|.*\| +([a-z]*) +\|$/gm)].flatMap(
    ([, names = '', when = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, when] as const),
  );
  expect(rows.map(([name]) => name).toSorted()).toEqual(types);
  for (const [name, when] of rows) {
    expect([name, when]).toEqual([
      name,
      byDefault.includes(name) ? 'yes' : announced.includes(name) ? '' : 'never',
    ]);
  }
});

const FAILURE: AnnouncedEvent = {
  type: 'updateFailed',
  id: 'monthly/updateFailed/Data-Science-Lab',
  campaign: 'monthly',
  at: '2026-12-01T02:51:00.000Z',
  source: 'Data-Science-Lab',
  successor: 'Data-Science-Lab-Updated-20261201',
  startedAt: '2026-12-01T02:00:00.000Z',
  reason: { code: 'update-failed', detail: 'INTERNAL_SERVICE_ERROR: Failed to update Amazon SSM Agent.' },
};

test('the message that the page shows is the one that is sent', () => {
  const [, shown] =
    /<!-- message: updateFailed -->\n```text\n([\s\S]*?)```/.exec(read('docs/messages.md')) ?? [];
  expect(shown).toBe(renderMessage(FAILURE).text);
});

test('the JSON that the page shows is the one that is sent', () => {
  const [, shown = ''] =
    /<!-- document: updateFailed -->\n```json\n([\s\S]*?)```/.exec(read('docs/events.md')) ?? [];
  expect(JSON.parse(shown)).toEqual(eventDocument(FAILURE));
});
