// An account behind a network: a local server that answers each call after some milliseconds, in a process of its own,
// so that its work does not count as the client's. `node latency-server.mjs '{"images":100,"latency":40}'`
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const { images: count, everyNth = 10, latency } = JSON.parse(process.argv[2]);
const PAGE = 25;
const ARN = 'arn:aws:appstream:us-east-1:123456789012:image/';
const images = Array.from({ length: count }, (_, index) => {
  const Name = `Image-${String(index).padStart(5, '0')}`;
  const CreatedTime = 1_750_000_000;
  return {
    Name,
    Arn: `${ARN}${Name}`,
    State: 'AVAILABLE',
    Visibility: 'PRIVATE',
    Platform: 'WINDOWS_SERVER_2022',
    CreatedTime,
  };
});
const byName = new Map(images.map((image, index) => [image.Name, { image, tagged: index % everyNth === 0 }]));
const tagged = images.filter((_, index) => index % everyNth === 0);
let calls = 0;

const operations = {
  DescribeImages({ Names, NextToken }) {
    if (Names !== undefined) return { Images: Names.flatMap((name) => byName.get(name)?.image ?? []) };
    const at = Number(NextToken ?? 0);
    const next = at + PAGE < count ? { NextToken: String(at + PAGE) } : {};
    return { Images: images.slice(at, at + PAGE), ...next };
  },
  ListTagsForResource({ ResourceArn }) {
    return { Tags: byName.get(ResourceArn.slice(ARN.length))?.tagged ? { AutoUpdate: 'Enabled' } : {} };
  },
  GetResources({ PaginationToken, ResourcesPerPage, TagFilters: [{ Key }] }) {
    const all = Key === 'AutoUpdate' ? tagged : [];
    const at = Number(PaginationToken ?? 0);
    const more = at + ResourcesPerPage < all.length;
    return {
      ResourceTagMappingList: all.slice(at, at + ResourcesPerPage).map(({ Arn }) => ({
        ResourceARN: Arn,
        Tags: [{ Key: 'AutoUpdate', Value: 'Enabled' }],
      })),
      PaginationToken: more ? String(at + ResourcesPerPage) : '',
    };
  },
};

const server = createServer({ keepAlive: true }, async (request, response) => {
  const due = performance.now() + latency;
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url === '/calls') {
    response.end(String(calls));
    calls = 0;
    return;
  }
  calls++;
  const operation = String(request.headers['x-amz-target']).split('.').at(-1);
  const answer = JSON.stringify(operations[operation](JSON.parse(Buffer.concat(chunks).toString() || '{}')));
  await wait(Math.max(0, due - performance.now()));
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(answer);
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit(0));
