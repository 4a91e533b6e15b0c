// Compiles mail/template.mjml with MJML and cuts it into pieces: src/messages/mail-template.ts, which is checked in, so that
// neither the engine nor a Lambda function needs MJML. `--check` only says whether that file is current.
import { readFile, writeFile } from 'node:fs/promises';
import mjml2html from 'mjml';

const source = new URL('./mail/template.mjml', import.meta.url);
const target = new URL('./src/messages/mail-template.ts', import.meta.url);
const PIECE = /<!--piece:(\w+)-->((?:(?!<!--\/?piece:)[\s\S])*)<!--\/piece:\1-->/;

/** The TypeScript file that belongs to a template. */
export async function compileMail(mjml) {
  const { html, errors } = await mjml2html(mjml, {
    keepComments: true,
    validationLevel: 'strict',
    // A template that fetches fonts would tell their server who reads the mail.
    fonts: {},
  });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const pieces = {};
  // From the inside out: a piece leaves its name behind in the one around it.
  let page = html.replace(/>\s+</g, '><').replace(/\s+/g, ' ').trim();
  for (let match = PIECE.exec(page); match !== null; match = PIECE.exec(page)) {
    const [whole, name, content] = match;
    pieces[name] = content.trim();
    page = page.replace(whole, () => `{{${name}}}`);
  }
  delete pieces.blocks;
  const entries = Object.entries({ page, ...pieces }).map(
    ([name, html]) => `  ${name}: ${JSON.stringify(html)},\n`,
  );
  return `// Made by build-mail.mjs from mail/template.mjml. Change that, not this.
// biome-ignore-all format lint: made by a program
export const MAIL_TEMPLATE = {
${entries.join('')}} as const;
`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const compiled = await compileMail(await readFile(source, 'utf8'));
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8')) !== compiled) {
      console.error(
        'src/messages/mail-template.ts is not what mail/template.mjml makes. Run: node build-mail.mjs',
      );
      process.exit(1);
    }
  } else {
    await writeFile(target, compiled);
    console.log(`src/messages/mail-template.ts ${Math.round(compiled.length / 1024)} KiB`);
  }
}
