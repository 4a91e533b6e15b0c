import { forecast } from '@appstream-campaign/core/planning';

const minutesOf = (text) => {
  const match = /^(\d+(?:\.\d+)?)(m|h)?$/.exec(text);
  return match ? Number(match[1]) * (match[2] === 'h' ? 60 : 1) : Number.NaN;
};
const inWords = (minutes) => `${Math.floor(minutes / 60)} h ${Math.round(minutes % 60)} min`;

/** `images=40 batch=5 median=90m pacing=window` as a sentence. */
export function whatIf(words) {
  const known = { images: '10', batch: '5', median: '75m', pacing: 'window' };
  for (const word of words) {
    const [key, value = ''] = word.split('=');
    if (!(key in known)) throw new Error(`"${word}" is not known; say images=, batch=, median= or pacing=.`);
    known[key] = value;
  }
  const { half, ninety, work } = forecast({
    images: Array.from({ length: Number(known.images) }, () => undefined),
    slots: Number(known.batch),
    pacing: known.pacing,
    typicalMinutes: minutesOf(known.median),
  });
  return [
    `${known.images} images, ${known.batch} at once, half of the updates done within ${known.median}:`,
    `over within ${inWords(half)} as likely as not, and within ${inWords(ninety)} in nine of ten cases;`,
    `${inWords(work)} of image builders.`,
  ].join('\n');
}
