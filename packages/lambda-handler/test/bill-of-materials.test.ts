import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const file = new URL('../dist/lambda.cdx.json', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

describe('the bill of materials of the Lambda bundle', () => {
  const bill: {
    readonly bomFormat: string;
    readonly metadata: {
      readonly component: { readonly group: string; readonly name: string; version: string };
    };
    readonly components: readonly {
      readonly group?: string;
      readonly name: string;
      readonly version: string;
      readonly licenses?: readonly unknown[];
    }[];
  } = read('../dist/lambda.cdx.json');
  const nameOf = ({ group, name }: { readonly group?: string; readonly name: string }) =>
    group === undefined ? name : `${group}/${name}`;

  test('is of this package, at this version', () => {
    const { name, version } = read('../package.json');
    expect(bill.bomFormat).toBe('CycloneDX');
    expect(nameOf(bill.metadata.component)).toBe(name);
    expect(bill.metadata.component.version).toBe(version);
  });

  test('names every client that the function loads, at the version that is installed, and its licence', () => {
    const clients = Object.keys(read('../package.json').dependencies).filter((name) =>
      name.startsWith('@aws-sdk/client-'),
    );
    const found = new Map(bill.components.map((component) => [nameOf(component), component]));
    for (const client of clients) {
      const { version } = read(`../node_modules/${client}/package.json`);
      expect(found.get(client), client).toMatchObject({ version, licenses: [expect.anything()] });
    }
    expect(clients.length).toBeGreaterThan(3);
  });

  test('names no file of the machine that built it', () => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/"[^"]*(file:\/\/|\/home\/|\/tmp\/|[A-Z]:\\\\)/);
  });
});
