import {
  AppStreamClient,
  CreateUpdatedImageCommand,
  DeleteImageCommand,
  DescribeImagesCommand,
  DescribeSessionsCommand,
} from '@aws-sdk/client-appstream';
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { expect } from 'vitest';
import { clientSettings, MINUTE, START, test } from './simulator-test.ts';

/** The client in the protocol that AWS's newest SDKs choose for AppStream. */
const cborClient = (url: string) =>
  new AppStreamClient({ ...clientSettings(url), protocol: SmithyRpcV2CborProtocol });

test('a CBOR client reads images, instants and answers as a JSON client does', async ({ start }) => {
  const { simulator, appstream } = await start({
    images: [{ name: 'Desk', createdAt: new Date('2026-01-02T03:04:05.500Z') }],
    fleets: [
      { name: 'Office', imageName: 'Desk', stacks: ['Work'], sessions: [{ user: 'ann', minutesAgo: 5 }] },
    ],
  });
  const client = cborClient(simulator.url);
  const { Images } = await client.send(new DescribeImagesCommand({ Names: ['Desk'] }));
  expect(Images).toEqual((await appstream.send(new DescribeImagesCommand({ Names: ['Desk'] }))).Images);
  expect(Images).toMatchObject([{ Name: 'Desk', CreatedTime: new Date('2026-01-02T03:04:05.500Z') }]);
  const sessions = new DescribeSessionsCommand({ StackName: 'Work', FleetName: 'Office' });
  expect((await client.send(sessions)).Sessions).toMatchObject([
    { StartTime: new Date(START.getTime() - 5 * MINUTE) },
  ]);
  const created = await client.send(
    new CreateUpdatedImageCommand({
      existingImageName: 'Desk',
      newImageName: 'Desk-2',
      newImageTags: { Team: 'A B' },
    }),
  );
  expect(created).toMatchObject({ canUpdateImage: true, image: { Name: 'Desk-2', State: 'PENDING' } });
  expect(simulator.world.image('Desk-2')?.tags).toEqual({ Team: 'A B' });
  client.destroy();
});

test('a CBOR client reads why it was refused', async ({ start }) => {
  const { simulator } = await start();
  const client = cborClient(simulator.url);
  await expect(client.send(new DeleteImageCommand({ Name: 'Nowhere' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Image Nowhere could not be found.',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(client.send(new DeleteImageCommand({ Name: '' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("Value '' at 'name'"),
  });
  simulator.faults.add({ operation: 'DescribeImages', fault: { kind: 'throttle' } });
  await expect(client.send(new DescribeImagesCommand({}))).rejects.toMatchObject({
    name: 'ThrottlingException',
  });
  client.destroy();
});

const refusals: [what: string, path: string, body: Uint8Array, type: string][] = [
  [
    'an operation that is not played',
    'PhotonAdminProxyService/operation/CreateFleet',
    cbor.serialize({}),
    'UnknownOperationException',
  ],
  [
    'a service that does not speak it',
    'AmazonSSM/operation/GetParameter',
    cbor.serialize({}),
    'UnknownOperationException',
  ],
  [
    'a body that is no CBOR',
    'PhotonAdminProxyService/operation/DescribeImages',
    new Uint8Array([0x7f]),
    'SerializationException',
  ],
  [
    'a body that is no map',
    'PhotonAdminProxyService/operation/DescribeImages',
    cbor.serialize([1]),
    'SerializationException',
  ],
];

for (const [what, path, body, type] of refusals) {
  test(`${what} is refused in CBOR`, async ({ start }) => {
    const { simulator } = await start();
    const answer = await fetch(`${simulator.url}/service/${path}`, {
      method: 'POST',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: Buffer.from(body),
    });
    expect(answer.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(cbor.deserialize(new Uint8Array(await answer.arrayBuffer()))).toMatchObject({ __type: type });
  });
}
