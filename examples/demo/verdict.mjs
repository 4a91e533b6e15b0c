/**
 * What did not go as it must, one sentence each; nothing when all is well.
 *
 * @param {import('./run-demo.mjs').Story} story
 * @param {import('./execution.mjs').Execution} execution
 * @returns {string[]}
 */
export function unexpected({ account, candidates, deleted }, { status, failure, last }) {
  const wrong = [];
  if (status !== 'SUCCEEDED') {
    wrong.push(`The execution ended in the state ${last}: ${failure?.error}: ${failure?.cause}`);
  }
  const outcomes = new Map(candidates.map((candidate) => [candidate.source, candidate.status]));
  for (const [name, expected] of account.expected) {
    const outcome = outcomes.get(name) ?? 'unknown to the campaign';
    if (outcome !== expected) wrong.push(`${name} should be ${expected}, but it is ${outcome}.`);
  }
  for (const name of outcomes.keys()) {
    if (!account.expected.has(name)) wrong.push(`${name} is not enrolled, but the campaign took it.`);
  }
  const names = (images) => images.join(', ') || 'nothing';
  if (names(deleted) !== names(account.superseded)) {
    wrong.push(`${names(account.superseded)} should be deleted, but ${names(deleted)} is.`);
  }
  return wrong;
}
