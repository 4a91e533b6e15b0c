/** Hours and minutes of an instant, in UTC. @param {Date} at */
export const timeText = (at) => at.toISOString().slice(11, 16);

/** Date and time of an instant, in UTC. @param {Date} at */
export const instantText = (at) => `${at.toISOString().slice(0, 10)} ${timeText(at)} UTC`;

/** Such as `2 h 05 min`. @param {number} minutes */
export function minutesText(minutes) {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min`;
}

/** The time between two instants. @param {Date} from @param {Date} to */
export const durationText = (from, to) => minutesText((to.getTime() - from.getTime()) / 60_000);

/** `1 mail`, `2 mails`. @param {number} count @param {string} noun */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Cuts a text to a width by taking out its middle: image names differ at both ends. */
export function shorten(text, width) {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Cuts a sentence to a width. */
export const cut = (text, width) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

const REASONS = {
  current: 'it has the newest updates already',
  incompatible: 'AppStream cannot update it',
  'update-failed': 'the update did not succeed',
};

/** Why an image failed or was skipped. */
export const reasonSummary = ({ Code }) => REASONS[Code] ?? Code;

/** The same, with the service's own words. */
export function reasonText({ Code, Detail }) {
  const what = reasonSummary({ Code });
  return Detail === undefined ? what : `${what}: ${Detail}`;
}
