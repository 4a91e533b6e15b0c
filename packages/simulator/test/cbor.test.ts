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

test('a body is read in every form that CBOR has for it', async ({ start }) => {
  const { simulator } = await start({ images: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] });
  const url = `${simulator.url}/service/PhotonAdminProxyService/operation/DescribeImages`;
  const list = async (hex: string) => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor' };
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(hex, 'hex') });
    return cbor.deserialize(new Uint8Array(await answer.arrayBuffer()));
  };
  const names = '654e616d6573';
  const most = '6a4d6178526573756c7473';
  const lengthless = `bf${names}9f6142ff${most}18 02ff`.replace(' ', '');
  const bodies = [
    [`a2${names}816142${most}02`, ['B']],
    [lengthless, ['B']],
    [`a1${names}817f6142ffff`.slice(0, -2), ['B']],
    [`a1${most}1b0000000000000002`, ['A', 'B']],
    [`a1${most}f94000`, ['A', 'B']],
    [`a1${most}fa40000000`, ['A', 'B']],
    [`a1${most}fb4000000000000000`, ['A', 'B']],
    [`a1${most}c102`, ['A', 'B']],
    [`a1${most}f6`, ['A', 'B', 'C']],
    ['', ['A', 'B', 'C']],
  ] as const;
  for (const [hex, found] of bodies) {
    const { Images } = await list(hex);
    expect([hex, Images?.map(({ Name }: { Name: string }) => Name)]).toEqual([hex, found]);
  }
  for (const hex of [
    'a1',
    'ff',
    '9fff00',
    '81ff',
    'fc',
    '1c',
    `${'81'.repeat(80)}00`,
    '5bffffffffffffffff',
  ]) {
    expect([hex, (await list(hex)).__type]).toEqual([hex, 'SerializationException']);
  }
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
