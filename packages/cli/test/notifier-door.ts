import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AnnouncedEvent, Notifier, NotifierError } from '@appstream-campaign/core';

/** A module for --notifier that hands every message to a notifier of the test's own process. */
export interface NotifierDoor {
  /** The module's path. */
  readonly file: string;
  close(): Promise<void>;
}

/** Opens a door for a notifier, and writes the module that goes through it. */
export async function openNotifierDoor(folder: string, notifier: Notifier): Promise<NotifierDoor> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      notifier.notify(JSON.parse(body) as AnnouncedEvent).then(
        () => response.writeHead(204).end(),
        (error: NotifierError) => response.writeHead(503).end(error.message),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const file = join(folder, 'notifier.mjs');
  const description = JSON.stringify({ name: notifier.name, events: notifier.events });
  writeFileSync(
    file,
    `export const notifier = {
      ...${description},
      async notify(event) {
        const response = await fetch('http://127.0.0.1:${port}', { method: 'POST', body: JSON.stringify(event) });
        if (response.ok) return;
        throw Object.assign(new Error(await response.text()), { name: 'NotifierError' });
      },
    };`,
  );
  return {
    file,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
