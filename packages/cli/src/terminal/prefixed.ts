import { Writable } from 'node:stream';
import type { TextStream } from './runtime.ts';

type Stream = TextStream & NodeJS.WritableStream;

/**
 * A stream of whole lines, each with the name of its target before it, so that several targets can share an output.
 *
 * @param width of the longest name
 */
export function prefixed(base: Stream, name: string, width: number): Stream {
  const prefix = `${name.padEnd(width)}  `;
  const columns = base.columns === undefined ? {} : { columns: base.columns - prefix.length };
  const stream = byLines((line) => (line === '' ? '' : `${`${prefix}${line}`.trimEnd()}\n`), base);
  return Object.assign(stream, { ...columns, isTTY: base.isTTY === true });
}

/** A stream of JSON, one value a line, each with the name of its target. */
export function jsonPrefixed(base: Stream, name: string): Stream {
  return byLines((line) => `${JSON.stringify({ target: name, ...JSON.parse(line) })}\n`, base);
}

function byLines(told: (line: string) => string, base: Stream): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      // The base tells its own listeners of errors.
      base.write(lines.map(told).join(''), () => done());
    },
  });
}

/** A stream that holds back what is written to it until it is let go, so that one target is told after the other. */
export function heldBack(base: Stream): { readonly stream: Stream; letGo(): void } {
  let held: string[] | undefined = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      if (held === undefined) {
        base.write(String(chunk), () => done());
        return;
      }
      held.push(String(chunk));
      done();
    },
  });
  const columns = base.columns === undefined ? {} : { columns: base.columns };
  return {
    stream: Object.assign(stream, { ...columns, isTTY: base.isTTY === true }),
    letGo() {
      if (held !== undefined && held.length > 0) base.write(held.join(''));
      held = undefined;
    },
  };
}
