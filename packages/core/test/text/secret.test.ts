import { inspect } from 'node:util';
import { InvalidOptionsError } from '@appstream-campaign/core';
import { Secret } from '@appstream-campaign/core/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const VALUE = 'https://hooks.example.com/services/T00/B00/s3cr3t+value/=?sig=a%2Fb%3D%3Dlong-enough&v=1';
const secret = new Secret(VALUE);

describe('a secret', () => {
  test('is given by reveal, and by nothing else', () => {
    expect(secret.reveal()).toBe(VALUE);
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      inspect(new Error('with it', { cause: secret }), { depth: 9, showHidden: true }),
      Object.keys(secret).join(),
      JSON.stringify(structuredClone({ ...secret })),
    ];
    for (const text of shown) expect(text).not.toContain('s3cr3t');
  });

  test.each(['', ' \n', undefined, 7])('that is %j is refused', (value) => {
    expect(() => new Secret(value as string)).toThrow(InvalidOptionsError);
  });

  test('loses what was pasted along', () => {
    expect(new Secret(' token-1\n').reveal()).toBe('token-1');
  });

  test.each([
    VALUE,
    encodeURIComponent(VALUE),
    JSON.stringify(VALUE),
    '/services/T00/B00/s3cr3t+value/=',
    'sig=a%2Fb%3D%3Dlong-enough&v=1',
    'the signature a/b==long-enough is wrong',
    'the signature a%2Fb%3D%3Dlong-enough is wrong',
  ])('is hidden in texts from outside: %s', (text) => {
    const hidden = secret.hideIn(`They said: ${text}!`);
    expect(hidden).toMatch(/^They said: /);
    expect(hidden).toContain('[secret]');
    expect(hidden).not.toMatch(/s3cr3t|long-enough/);
  });

  test('is hidden wherever it stands, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(value.trim().length >= 8 && !'[secret]'.includes(value.trim()));
        expect(new Secret(value).hideIn(`${before}${value.trim()}${after}`)).not.toContain(value.trim());
      }),
    );
  });
});
