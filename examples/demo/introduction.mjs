/**
 * What is about to be seen, in two lines.
 *
 * @param {import('./run-demo.mjs').Story} story
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function introduction({ account, input, speed }, { paint }) {
  const { enrolled, bystanders } = account;
  const images = `${enrolled.length + bystanders.length} images, ${enrolled.length} of them enrolled`;
  return [
    `\n${paint.bold('An update campaign in a simulated AppStream account')}`,
    `${images}; ${input.BatchSize} updates at a time; ${speed} × real time.`,
  ].join('\n');
}
