import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes what was sent, so that one can read it as its receivers do: mails as .html and .txt, messages to the topic
 * as .txt with their envelope as .json.
 *
 * @param {readonly import('@appstream-campaign/simulator').InboxEntry[]} inbox
 * @param {string} folder
 */
export async function writeMessages(inbox, folder) {
  return Promise.all(
    inbox.map(async (entry, index) => {
      const name = `${String(index + 1).padStart(2, '0')}-${slug(entry.subject ?? 'message')}`;
      const contents =
        entry.channel === 'email'
          ? { html: entry.html, txt: entry.text }
          : { json: `${JSON.stringify(entry, null, 2)}\n`, txt: entry.perProtocol?.email ?? entry.message };
      const endings = Object.keys(contents).filter((ending) => contents[ending] !== undefined);
      await Promise.all(
        endings.map((ending) => writeFile(join(folder, `${name}.${ending}`), contents[ending])),
      );
      return { entry, files: `${name}.${endings.join(', .')}` };
    }),
  );
}

/** @typedef {Awaited<ReturnType<typeof writeMessages>>[number]} WrittenMessage */

function slug(subject) {
  return subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
}
