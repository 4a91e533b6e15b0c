import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { configSchema } from '../src/config/config-schema.ts';

const file = new URL('../config.schema.json', import.meta.url);

test('the published schema is the one that is used: WRITE_SCHEMA=1 writes it anew', () => {
  const schema = { title: 'Config file of appstream-campaign', ...toJsonSchema(configSchema) };
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env.WRITE_SCHEMA !== undefined) writeFileSync(file, text);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text));
});
