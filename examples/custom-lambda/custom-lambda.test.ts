import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { expect, onTestFinished, test, vi } from 'vitest';
import { handler } from './index.mjs';

test('the function tells the chat what happened, and leaves test images alone', async () => {
  const posted: { text: string; id: string }[] = [];
  const chat = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      posted.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
  const tags = { AutoUpdate: 'Enabled' };
  const simulator = await createSimulator({
    clock: manualClock(new Date()),
    images: [
      { name: 'Legacy', tags, update: { incompatible: true } },
      { name: 'Design-Test', tags },
    ],
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    chat.close();
    await simulator.close();
  });
  vi.stubEnv('CHAT_WEBHOOK_URL', `http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook`);
  vi.stubEnv('AWS_ENDPOINT_URL_APPSTREAM', simulator.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SERVICE_QUOTAS', simulator.url);
  vi.stubEnv('AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API', simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');

  expect(await handler({ BatchSize: 5 })).toBe(0);
  expect(posted.map(({ text }) => text.split('\n')[0])).toEqual([
    '*Failed: Legacy (AppStream image update)*',
    '*1 failed: AppStream images*',
  ]);
  expect(simulator.world.image('Design-Test')?.tags).toEqual(tags);
});
