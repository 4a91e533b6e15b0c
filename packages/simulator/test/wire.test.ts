import { request } from 'node:http';
import { describe, expect } from 'vitest';
import { test } from './simulator-test.ts';

const post = (url: string, headers: Record<string, string>, body: string) =>
  fetch(url, { method: 'POST', headers, body });
const target = (operation: string) => ({ 'x-amz-target': `PhotonAdminProxyService.${operation}` });

describe('on the wire', () => {
  test('AWS JSON: times are seconds, errors have a type, all have a request id', async ({ start }) => {
    const { simulator } = await start({
      images: [{ name: 'CAD', createdAt: new Date('2026-01-02T03:04:05.500Z') }],
    });
    const found = await post(simulator.url, target('DescribeImages'), '{}');
    expect(found.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(found.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await found.json()).toMatchObject({ Images: [{ CreatedTime: 1767323045.5 }] });
    const missing = await post(
      simulator.url,
      target('DescribeImages'),
      '{"Names":["X"],"Unknown":1,"Type":null}',
    );
    expect([missing.status, await missing.json()]).toEqual([
      400,
      { __type: 'ResourceNotFoundException', Message: 'Image X could not be found.' },
    ]);
    const invalid = await post(simulator.url, target('DeleteImage'), '{"Name":""}');
    expect(await invalid.json()).toEqual({
      __type: 'ValidationException',
      message: expect.stringContaining("Value '' at 'name' failed to satisfy constraint"),
    });
  });

  const bad: [what: string, headers: Record<string, string>, body: string, status: number, type: string][] = [
    ['an unknown operation', target('CreateFleet'), '{}', 404, 'UnknownOperationException'],
    ['an unknown service', { 'x-amz-target': 'Nobody.Do' }, '{}', 404, 'UnknownOperationException'],
    ['no operation at all', {}, '', 404, 'UnknownOperationException'],
    ['a body that is no JSON', target('DescribeImages'), '{', 400, 'SerializationException'],
    ['a body that is no object', target('DescribeImages'), '[]', 400, 'SerializationException'],
    ['a text for a list', target('DescribeImages'), '{"Names":"CAD"}', 400, 'SerializationException'],
    ['a number for a name', target('DeleteImage'), '{"Name":7}', 400, 'SerializationException'],
    ['a text for a number', target('DescribeImages'), '{"MaxResults":"7"}', 400, 'SerializationException'],
  ];
  for (const [what, headers, body, status, type] of bad) {
    test(`${what} is refused`, async ({ start }) => {
      const { simulator } = await start();
      const answer = await post(simulator.url, headers, body);
      expect([answer.status, await answer.json()]).toMatchObject([status, { __type: type }]);
      expect(simulator.inbox).toEqual([]);
    });
  }

  test('AWS Query: an unknown action is refused in XML, and what it echoes is escaped', async ({ start }) => {
    const { simulator } = await start();
    const answer = await post(simulator.url, {}, 'Action=%3Cb%3E&Version=2010-12-01');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(
      '<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation &lt;b&gt; for',
    );
  });

  test('a foreign Host header is refused: it would be a web page in disguise', async ({ start }) => {
    const { simulator } = await start();
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${simulator.url}/_simulator/`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusFor('evil.example.com')).toBe(403);
    expect(await statusFor('localhost:4577')).toBe(200);
    expect(await statusFor('[::1]:4577')).toBe(200);
  });
});

describe('the doors for curl', () => {
  test('show the account, the inbox and the calls', async ({ start }) => {
    const { simulator } = await start({ images: [{ name: 'CAD' }, { name: 'There', region: 'eu-west-1' }] });
    await post(simulator.url, target('DescribeImages'), '{}');
    const see = async (door: string) => (await fetch(`${simulator.url}/_simulator/${door}`)).json();
    expect(await see('')).toMatchObject({
      now: '2026-11-23T08:00:00.000Z',
      calls: 1,
      quotas: { images: 10 },
    });
    expect(await see('images')).toMatchObject([{ name: 'CAD' }, { name: 'There', region: 'eu-west-1' }]);
    expect(await see('calls')).toMatchObject([{ operation: 'DescribeImages', outcome: 'ok' }]);
    expect(await see('inbox')).toEqual([]);
    expect(await see('nothing')).toMatchObject({ doors: expect.arrayContaining(['GET /_simulator/inbox']) });
  });

  test('move a manual clock', async ({ start }) => {
    const { simulator, clock } = await start();
    const move = (body: string) => post(`${simulator.url}/_simulator/clock`, {}, body);
    expect(await (await move('{"advanceMinutes": 30}')).json()).toEqual({ now: '2026-11-23T08:30:00.000Z' });
    expect(clock.now()).toEqual(new Date('2026-11-23T08:30:00Z'));
    for (const body of ['{"advanceMinutes": -1}', 'half an hour', '{}']) {
      expect((await move(body)).status).toBe(400);
    }
  });
});
