import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { ImageStoreError, type ImageStoreErrorCode } from '@appstream-campaign/core';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { clientsOf, test } from './aws-account.ts';

const ORDER = { source: 'A', successor: 'B', displayName: 'B', tags: {} };

const MEANINGS: readonly (readonly [ImageStoreErrorCode, readonly string[]])[] = [
  [
    'busy',
    [
      'ThrottlingException',
      'Throttling',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'RequestLimitExceededException',
      'ConcurrentModificationException',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'InternalFailure',
      'InternalServerError',
      'RequestTimeout',
      'RequestTimeoutException',
      'RequestAbortedException',
      'ResourceNotAvailableException',
      'ExpiredToken',
      'ExpiredTokenException',
      'RequestExpired',
      'RequestTimeTooSkewed',
      'RequestInTheFuture',
    ],
  ],
  ['limit', ['LimitExceededException']],
  ['exists', ['ResourceAlreadyExistsException']],
  ['incompatible', ['IncompatibleImageException']],
  ['not-permitted', ['OperationNotPermittedException']],
  ['not-found', ['ResourceNotFoundException']],
  [
    'invalid',
    [
      'InvalidParameterCombinationException',
      'ValidationException',
      'ValidationError',
      'SerializationException',
    ],
  ],
  [
    'access-denied',
    [
      'AccessDeniedException',
      'AccessDenied',
      'NotAuthorized',
      'UnauthorizedOperation',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'IncompleteSignature',
      'SignatureDoesNotMatch',
      'OptInRequired',
    ],
  ],
  ['suspended', ['InvalidAccountStatusException']],
  ['unknown', ['UnknownOperationException', 'SomethingNew', 'constructor']],
];

describe('what the service answers becomes what it means to a campaign', () => {
  test.for(MEANINGS)('%s', async ([code, names], { openServer }) => {
    for (const name of names) {
      const { clients } = await openServer(() => ({
        status: 400,
        body: { __type: `com.amazonaws.appstream#${name}`, Message: 'In the words of the service' },
      }));
      const store = new AppStreamImageStore({ client: clients.appstream });

      const error = await store.startUpdate(ORDER).catch((caught: unknown) => caught);

      expect(error, name).toBeInstanceOf(ImageStoreError);
      expect(error, name).toMatchObject({
        code,
        message: expect.stringContaining(`CreateUpdatedImage A: ${name}: `),
        cause: { name },
      });
    }
  });

  test.for([
    ['an HTML page of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['an HTML page with status 200', { status: 200, body: '<html>Please log in</html>' }],
    ['an empty 503', { status: 503, body: '' }],
    ['a 429 without a name', { status: 429, body: '' }],
    ['a broken connection', { cut: true }],
  ] as const)('busy: %s', async ([, answer], { openServer }) => {
    const { clients } = await openServer(() => answer);
    const store = new AppStreamImageStore({ client: clients.appstream });

    const error = await store.startUpdate(ORDER).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'ImageStoreError', code: 'busy' });
    expect(String(error)).not.toContain('html');
  });

  test('busy: nobody listens, or the host is not known', async ({ openServer }) => {
    const gone = await openServer(() => ({ body: {} }));
    await gone.close();
    for (const url of [gone.url, 'http://appstream.invalid']) {
      const store = new AppStreamImageStore({ client: clientsOf(url).appstream });

      await expect(store.describe(['A'], { tags: false })).rejects.toMatchObject({ code: 'busy' });
    }
  });
});

describe('a message says what to do when nothing works without somebody', () => {
  test.for([
    [
      'AccessDeniedException',
      'Allow the action appstream:CreateUpdatedImage and, for the tags, appstream:TagResource.',
    ],
    ['UnrecognizedClientException', 'Renew or correct the credentials.'],
    ['OptInRequired', 'Subscribe the account to the service.'],
  ] as const)('%s', async ([name, advice], { openServer }) => {
    const { clients } = await openServer(() => ({ status: 403, body: { __type: name, message: 'No' } }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({
      code: 'access-denied',
      message: `CreateUpdatedImage A: ${name}: No. ${advice}`,
    });
  });

  test('credentials that can not be had', async ({ openServer }) => {
    const { url, calls } = await openServer(() => ({ body: {} }));
    const credentials = async () => {
      throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    };
    const client = new AppStreamClient({ endpoint: url, region: 'us-east-1', credentials });
    const store = new AppStreamImageStore({ client });

    await expect(store.startUpdate(ORDER)).rejects.toMatchObject({ code: 'access-denied' });
    expect(calls).toHaveLength(0);
  });

  test('and never holds what the service quotes of a signature', async ({ openServer }) => {
    const { clients } = await openServer(() => ({
      status: 403,
      body: {
        __type: 'InvalidSignatureException',
        message: 'The Canonical String should have been Credential=AKIDEXAMPLE x-amz-security-token:TOKEN',
      },
    }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    const error = await store.startUpdate(ORDER).catch((caught: unknown) => caught);

    expect(String(error)).not.toMatch(/AKID|TOKEN/);
  });

  test('and is one line of bearable length', async ({ openServer }) => {
    const message = `first\nsecond ${'x'.repeat(5000)}`;
    const { clients } = await openServer(() => ({ status: 400, body: { __type: 'New', message } }));
    const store = new AppStreamImageStore({ client: clients.appstream });

    const error = await store.startUpdate(ORDER).catch((caught: unknown) => caught);

    expect(String(error)).toMatch(/New: first second x+…$/);
    expect(String(error).length).toBeLessThan(1100);
  });
});
