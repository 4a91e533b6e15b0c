/** https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.6: a thousand octets with the end of the line. */
const MAX_OCTETS = 998;

// White space there is shown nowhere: these begin and end blocks, tables and their parts.
const BLOCK = /<\/(?:table|tr|td|div|style|h1|li|ol|title|head)>(?=.)|-->(?=.)/g;

const encoder = new TextEncoder();
const octets = (text: string): number => encoder.encode(text).length;

/**
 * HTML in lines that every mail server accepts, with the same appearance: broken between blocks, then at spaces, and
 * within a word only if the word is longer than a line.
 */
export function inMailLines(html: string): string {
  return html
    .replace(BLOCK, '$&\n')
    .split('\n')
    .map((line) => (octets(line) <= MAX_OCTETS ? line : wrapped(line)))
    .join('\n');
}

function wrapped(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (octets(joined) <= MAX_OCTETS) {
      current = joined;
      continue;
    }
    lines.push(current);
    current = word;
    while (octets(current) > MAX_OCTETS) {
      // A tag that says where a word may be broken holds the line's end. An entity stays whole.
      const head = /^(?:&[#\w]+;|<[^>]*>|[^&<]){1,160}/u.exec(current)?.[0] ?? current;
      lines.push(`${head}<wbr`);
      current = `>${current.slice(head.length)}`;
    }
  }
  return [...lines, current].filter((one) => one !== '').join('\n');
}
