import type { IncomingMessage } from 'node:http';
import { AwsError } from '../errors/aws-error.ts';

// SES takes mails of 10 MB, and a form encodes a byte with up to three characters.
const MAX_BYTES = 32 * 1024 * 1024;

/** The whole body of a request. Throws an AwsError (413) when it is larger than any service takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new AwsError(
        'RequestEntityTooLargeException',
        `The request has more than ${MAX_BYTES} bytes.`,
        413,
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
