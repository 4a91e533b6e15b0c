import { STYLE } from './html-style.ts';
import { html, type Markup, trusted } from './markup.ts';

// Nothing is fetched and nothing runs, whatever a name may hold.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What is on a page. */
export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  readonly main: Markup;
  /** What the page was made by and from, without the full stop. */
  readonly madeBy: string;
}

/** A page that needs nothing else. */
export function htmlPage({ title, header, main, madeBy }: PageParts): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${header}
<main>
${main}
</main>
<footer><p>${madeBy}. This page loads nothing and runs no script.</p></footer>
</body>
</html>
`;
  return page.text;
}
