import type { ImageRecord } from '@appstream-campaign/core';
import { type ImagesRead, minutesBetween } from '@appstream-campaign/core/internal';

/** Minutes by which the clock of AppStream may differ from that of the caller. */
const CLOCK_SKEW = 5;

/** Images as they are listed, and which of them have been read. */
export class ReadSoFar {
  /** Whether the names of all images are known. */
  isListed = false;
  readonly #before: ImagesRead | undefined;
  readonly #beyond: ReadonlySet<string>;
  readonly #records = new Map<string, ImageRecord>();
  /** Those that nobody reads yet, the first name last. */
  #waiting: ImageRecord[] = [];
  #isSorted = true;
  readonly #read = new Set<string>();

  constructor(before: ImagesRead | undefined) {
    this.#before = before;
    this.#beyond = new Set(before?.beyond);
  }

  /** How many images were read, by this reading and the one before. */
  get count(): number {
    return this.#read.size;
  }

  /** Takes listed images. @returns how many of them have to be read */
  list(records: readonly ImageRecord[]): number {
    const added: ImageRecord[] = [];
    for (const record of records) {
      // The last page to show an image is the freshest.
      const known = this.#records.get(record.name);
      this.#records.set(record.name, known === undefined ? record : { ...known, ...record });
      if (known !== undefined) continue;
      if (this.#wasRead(record)) this.#read.add(record.name);
      else added.push(record);
    }
    this.#waiting.push(...added);
    this.#isSorted = false;
    return added.length;
  }

  /** The next to be read: the first by name of those that are listed. */
  next(): ImageRecord | undefined {
    if (!this.#isSorted) this.#waiting.sort((a, b) => (a.name < b.name ? 1 : -1));
    this.#isSorted = true;
    return this.#waiting.pop();
  }

  /** Takes an image with its tags; undefined when it is left out. */
  done({ name }: ImageRecord, tagged: ImageRecord | undefined): void {
    if (tagged === undefined) {
      this.#records.delete(name);
      return;
    }
    const { tags, tagsMayLag } = tagged;
    // It may have been listed once more meanwhile.
    const latest = this.#records.get(name) ?? tagged;
    this.#records.set(name, { ...latest, ...(tags && { tags }), ...(tagsMayLag && { tagsMayLag }) });
    this.#read.add(name);
  }

  /** All that were listed, with the tags that were read now. */
  images(): readonly ImageRecord[] {
    return [...this.#records.values()];
  }

  /** What was read, as a name in the order of names, and what comes after it. */
  extent(): Omit<ImagesRead, 'since'> {
    const { through: from = '' } = this.#before ?? {};
    const names = [...this.#records.keys()].sort();
    const firstLeft = names.find((name) => name > from && !this.#read.has(name));
    const last = names.at(-1) ?? from;
    const before = names.filter((name) => firstLeft === undefined || name < firstLeft).at(-1) ?? from;
    const reached = firstLeft === undefined ? last : before;
    // Names that are not known yet may come anywhere.
    const through = this.isListed && reached > from ? reached : from;
    const read = new Set([...this.#beyond, ...this.#read]);
    return { through, beyond: [...read].filter((name) => name > through).sort() };
  }

  /** An image that was made since is another one, whatever its name. */
  #wasRead({ name, createdAt }: ImageRecord): boolean {
    if (this.#before === undefined || createdAt === undefined) return false;
    const { since, through } = this.#before;
    const isOld = minutesBetween(createdAt, since) > CLOCK_SKEW;
    return isOld && (name <= through || this.#beyond.has(name));
  }
}
