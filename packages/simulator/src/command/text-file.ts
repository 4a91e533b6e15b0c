import { readFile } from 'node:fs/promises';

/**
 * Reads a text in the encoding in which editors and shells write it: UTF-8 or UTF-16, with its mark at the beginning or
 * without. PowerShell 5.1 writes UTF-16, or UTF-8 with a mark.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  try {
    // It takes the mark away.
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error('it is neither UTF-8 nor UTF-16', { cause });
  }
}

/** The texts that are read here begin with a sign of ASCII, of which UTF-16 makes two bytes, one of them 0. */
function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || second === 0) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : 'utf-8';
}
