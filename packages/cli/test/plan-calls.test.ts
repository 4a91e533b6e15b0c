import { createSimulator } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

// How long that takes is measured by `pnpm bench --only plan`.
test('a plan of 500 enrolled images asks twice for each image: its tags, and its dry run', async () => {
  const images = Array.from({ length: 500 }, (_, index) => ({
    name: `Image-${index}`,
    tags: { AutoUpdate: 'Enabled' },
  }));
  const simulator = await createSimulator({ images, quotas: { images: 2000 } });
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
  try {
    const { stdout, code } = await command.run(['plan', '--json'], {
      env: { ...env, AWS_ENDPOINT_URL: simulator.url },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)[0].counts).toMatchObject({ update: 500, first: 5 });
    const asked = (operation: string) => simulator.calls.filter((call) => call.operation === operation);
    expect(asked('CreateUpdatedImage')).toHaveLength(500);
    expect(asked('ListTagsForResource')).toHaveLength(500);
    // The dry runs begin while tags are still being read.
    const calls = simulator.calls.map(({ operation }) => operation);
    const begun = calls.slice(0, calls.lastIndexOf('ListTagsForResource'));
    expect(begun.filter((operation) => operation === 'CreateUpdatedImage').length).toBeGreaterThan(400);
    // What is left are the pages of the images, and what a preflight looks at.
    expect(simulator.calls.length).toBeLessThan(1_100);
  } finally {
    await simulator.close();
  }
});
