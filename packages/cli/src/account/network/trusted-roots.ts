import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { usageError } from '../../terminal/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Whom connections trust: everybody whom Node.js does, and those in the file of AWS_CA_BUNDLE. Undefined without that
 * variable: then it is for Node.js to say.
 *
 * @throws CommandError when the file can't be read, or holds no certificate
 */
export function trustedRoots(env: Variables): tls.SecureContext | undefined {
  const file = env.AWS_CA_BUNDLE;
  if (!file) return undefined;
  const own = read('AWS_CA_BUNDLE', file);
  try {
    // Made once: more than a hundred certificates for each connection take their time.
    return tls.createSecureContext({ ca: [...defaultRoots(env), own] });
  } catch (cause) {
    throw usageError(`AWS_CA_BUNDLE: ${file} is no file of certificates.`, [EXPECTED], cause);
  }
}

const EXPECTED = 'It is a file in PEM: -----BEGIN CERTIFICATE----- …, one or several.';

/** What a list of one's own would take the place of. */
function defaultRoots(env: Variables): readonly string[] {
  // Since Node.js 22.15: https://nodejs.org/api/tls.html#tlsgetcacertificatestype
  const { getCACertificates } = tls as {
    readonly getCACertificates?: (type: 'default') => readonly string[];
  };
  if (getCACertificates !== undefined) return getCACertificates('default');
  const more = env.NODE_EXTRA_CA_CERTS;
  return [...tls.rootCertificates, ...(more ? [read('NODE_EXTRA_CA_CERTS', more)] : [])];
}

function read(variable: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError(
      `${variable}: ${file} can't be read: ${reason}`,
      ['Name another file, or unset it.'],
      cause,
    );
  }
  if (text.includes('-----BEGIN ')) return text;
  throw usageError(`${variable}: ${file} holds no certificate.`, [EXPECTED]);
}
