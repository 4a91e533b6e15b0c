import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A security token service that lends roles to who knows the code of an MFA device. */
export interface StsServer {
  readonly url: string;
  /** What it was asked, as `AssumeRole 123456`. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface Lending {
  /** @defaultValue it lends without one */
  readonly code?: string;
  /** Seconds that what it lends is good for. */
  readonly seconds: number;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Serves AssumeRole and GetCallerIdentity over the Query protocol. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export async function serveSts({ code, seconds }: Lending): Promise<StsServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const input = new URLSearchParams(body);
      const action = input.get('Action') ?? '';
      const token = input.get('TokenCode');
      asked.push([action, ...(token === null ? [] : [token])].join(' '));
      const refused = action === 'AssumeRole' && token !== (code ?? null);
      response.writeHead(refused ? 403 : 200, { 'content-type': 'text/xml' });
      response.end(refused ? REFUSAL : answer(action, seconds));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const REFUSAL = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error></ErrorResponse>`;

function answer(action: string, seconds: number): string {
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  const user = 'arn:aws:sts::123456789012:assumed-role/Images/me';
  const result =
    action === 'AssumeRole'
      ? `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>lent</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>A:me</AssumedRoleId><Arn>${user}</Arn></AssumedRoleUser>`
      : `<Arn>${user}</Arn><UserId>A:me</UserId><Account>123456789012</Account>`;
  return `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`;
}
