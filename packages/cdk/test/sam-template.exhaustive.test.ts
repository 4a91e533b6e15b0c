import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplate, type Template } from './deployments/cloudformation.ts';
import { withDecided } from './deployments/decided-conditions.ts';
import { findings } from './deployments/validator.ts';
import { TEMPLATE } from './deployments/variants.ts';

// The validator goes through each way in which the conditions of a template can turn out, and their number doubles with each
// condition: of thirty there are a billion. So some are free at a time, and the others are all true, or all false.

const TOGETHER = 8;

/** The first is wrong: that ARN is made of a parameter, the Region and the account. The others come of what is decided here. */
const ANSWERED = ["WARN W9002 Property 'KmsKeyArn' has a hardcoded ARN", 'WARN W8001 ', 'WARN W8003 '];

/** What AWS's validator has against a template. */
async function against(template: Template): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sam-template-'));
  try {
    const file = join(folder, 'template.json');
    await writeFile(file, JSON.stringify(template));
    return findings(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([true, false])(
  "the rules and schemas of AWS's validator give neither errors nor warnings but those that are answered, the other conditions %s",
  async (others) => {
    const template = await readTemplate(TEMPLATE);
    // Those that are made of others follow from them.
    const names = Object.entries(template.Conditions ?? {}).flatMap(([name, value]) =>
      JSON.stringify(value).includes('"Condition"') ? [] : [name],
    );
    for (let from = 0; from < names.length; from += TOGETHER) {
      const free = new Set(names.slice(from, from + TOGETHER));
      const decided = names.filter((name) => !free.has(name)).map((name) => [name, others] as const);
      const found = await against(withDecided(template, Object.fromEntries(decided)));
      expect(found.filter((line) => !ANSWERED.some((answered) => line.startsWith(answered)))).toEqual([]);
    }
  },
  120_000,
);
