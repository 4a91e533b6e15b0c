import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { printable } from '../terminal/wording.ts';
import type { Finding, Standing } from './finding.ts';

const WORDS = {
  ok: 'ok',
  warning: 'warning',
  blocked: 'blocked',
  wrong: 'wrong',
  untried: 'not tried',
} as const;
const COLOURS = { ok: 'green', warning: 'yellow', blocked: 'red', wrong: 'red', untried: 'dim' } as const;
const WORD_WIDTH = 11;
const WHAT_WIDTH = 36;

/** A line for each finding, with its next steps below. */
export function doctorText(findings: readonly Finding[], paint: Paint, width: number): string {
  const rows = findings.map(({ what, standing, text, next }) => [
    paint[COLOURS[standing]](WORDS[standing]),
    what,
    [printable(text), ...next.map((step) => `- ${printable(step)}`)].join('\n'),
  ]);
  const room = Math.max(30, width - WORD_WIDTH - WHAT_WIDTH - 2);
  return `${columns(rows, [WORD_WIDTH, WHAT_WIDTH, room])}\n\n${conclusion(findings)}\n`;
}

/** What it comes to, in a sentence. */
function conclusion(findings: readonly Finding[]): string {
  const count = (standing: Standing) => findings.filter((one) => one.standing === standing).length;
  const parts = (['wrong', 'blocked', 'warning'] as const).flatMap((standing) => {
    const times = count(standing);
    if (times === 0) return [];
    return [
      standing === 'warning' ? `${times} ${times === 1 ? 'warning' : 'warnings'}` : `${times} ${standing}`,
    ];
  });
  return parts.length === 0 ? 'Everything that was looked at is ok.' : `${parts.join(', ')}; the rest is ok.`;
}
