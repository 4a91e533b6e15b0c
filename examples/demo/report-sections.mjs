import { columns } from './table.mjs';
import { counted, durationText, minutesText, reasonText, shorten, timeText } from './wording.mjs';

const COLOURS = { updated: 'green', failed: 'red', skipped: 'yellow', waiting: 'dim', updating: 'cyan' };
const KEY_WIDTH = 17;

/**
 * @param {import('./run-demo.mjs').Story} story
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function outcomesSection({ account, candidates }, { paint, width }) {
  const nameWidth = Math.floor(width() * 0.36);
  const room = width() - nameWidth;
  const rows = candidates.map((candidate) => {
    const { source, status, successor, reason } = candidate;
    const outcome = `${paint[COLOURS[status]](status)}${timing(candidate, account)}`;
    const more =
      reason === undefined ? `→ ${shorten(successor ?? 'no successor', room - 4)}` : reasonText(reason);
    return [shorten(source, nameWidth - 2), `${outcome}\n${more}`];
  });
  return columns(rows, [nameWidth, room]);
}

/** How long the update took, and how much later the campaign saw it. */
function timing({ successor, endedAt }, { world }) {
  const made = successor === undefined ? undefined : world.image(successor);
  if (made?.endsAt === undefined || endedAt === undefined) return '';
  const late = (endedAt.getTime() - made.endsAt.getTime()) / 60_000;
  return ` after ${durationText(made.createdAt, made.endsAt)}, seen ${minutesText(Math.max(0, late))} later`;
}

/**
 * @param {import('./run-demo.mjs').Story} story
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function tagsSection({ account }, { paint, width }) {
  const { world, enrolled, tagsBefore } = account;
  const room = width() - KEY_WIDTH;
  const sections = enrolled.map((name) => {
    const after = world.image(name)?.tags ?? {};
    const changes = tagChanges(tagsBefore(name), after, room);
    const rows = changes.length > 0 ? changes : [['AutoUpdate', `${after.AutoUpdate}, as before`]];
    const successor = world.image(after.NextVersion ?? '');
    if (successor !== undefined) {
      const tags = Object.entries(successor.tags).map(([key, value]) => `${key}=${shorten(value, 40)}`);
      rows.push(['its successor', tags.join(', ')]);
    }
    const indented = rows.map(([key, text]) => [`  ${key}`, text]);
    return `  ${paint.cyan(shorten(name, width() - 2))}\n${columns(indented, [KEY_WIDTH, room])}`;
  });
  return sections.join('\n');
}

function tagChanges(before, after, room) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => {
      const old = shorten(before[key] ?? '(none)', 30);
      return [key, `${old} → ${shorten(after[key] ?? '(none)', room - old.length - 5)}`];
    });
}

/**
 * How full the account was and is, and what went to make room.
 *
 * @param {import('./run-demo.mjs').Story} story
 */
export function roomSection({ account, before, deleted }) {
  const { quota, owned } = account;
  const rows = [
    ['before', `${before.length} of ${quota} images`],
    ...deleted.map((image) => ['deleted', image]),
    ['after', `${owned().length} of ${quota} images`],
  ];
  return columns(rows, [KEY_WIDTH, 80]);
}

/** @param {readonly import('@appstream-campaign/simulator').Call[]} calls */
export function callsSection(calls) {
  /** @type {Map<string, { service: string, what: string, outcomes: string[] }>} */
  const kinds = new Map();
  for (const { service, operation, request, outcome } of calls) {
    const what = request.dryRun === true ? `${operation}, dry run` : operation;
    const kind = kinds.get(what) ?? { service, what, outcomes: [] };
    kinds.set(what, kind);
    kind.outcomes.push(outcome);
  }
  const rows = [...kinds.values()].map(({ service, what, outcomes }) => [
    service,
    what,
    String(outcomes.length).padStart(4),
    refusals(outcomes),
  ]);
  return columns([...rows, ['', 'all', String(calls.length).padStart(4), '']]);
}

function refusals(outcomes) {
  const refused = outcomes.filter((outcome) => outcome !== 'ok');
  return [...new Set(refused)]
    .map((code) => `${refused.filter((outcome) => outcome === code).length} × ${code}`)
    .join(', ');
}

/** @param {import('./execution.mjs').Execution} execution */
export function statesSection({ states, last, status }) {
  const visited = [...states].map(([state, count]) => `${state} ${count}`).join(', ');
  return `  ${visited}\n  ended in ${last}: ${status}`;
}

/**
 * @param {import('./message-files.mjs').WrittenMessage[]} messages
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function messagesSection(messages, { paint, width }) {
  const rows = messages.map(({ entry, files }) => {
    const to =
      entry.channel === 'email'
        ? `mail to ${entry.to.join(', ')}`
        : `topic ${entry.topicArn.split(':').at(-1)}`;
    return [timeText(entry.at), `${entry.subject ?? '(no subject)'}\n${paint.dim(`${to}\n${files}`)}`];
  });
  const mails = messages.filter(({ entry }) => entry.channel === 'email').length;
  const summary = `  ${counted(mails, 'mail')}, ${counted(messages.length - mails, 'message')} to a topic`;
  return `${summary}\n${columns(rows, [7, width() - 7])}`;
}
