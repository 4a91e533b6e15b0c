import type { CampaignImage, CampaignState } from '@appstream-campaign/core';
import type { NotifierNotes, OutboxEntry, Pruning, RoomShortage } from '@appstream-campaign/core/internal';
import type { CampaignNotes } from './campaign-results.ts';

/** Members of the state's objects in the order in which results list them: keys would take more bytes than values. */
export const TUPLES = {
  updating: [
    'successor',
    'source',
    'startedAt',
    'sourceTagged',
    'replaces',
    'failedSuccessors',
    'expectedMinutes',
  ],
  starting: ['source', 'successor', 'decidedAt', 'askedAt'],
  updated: ['source', 'startedAt', 'endedAt', 'failedSuccessors'],
  outbox: ['type', 'source', 'at', 'to', 'attempts'],
  notifier: ['name', 'gatherUntil', 'notBefore', 'memory'],
  pruning: ['stage', 'deleted', 'kept', 'unseen', 'images', 'quota'],
} as const;

/** An object as a list; `null` for a member that is absent. */
export function toTuple<T extends readonly unknown[]>(keys: readonly string[], object: object): T {
  const members = new Map(Object.entries(object));
  return keys.map((key) => members.get(key) ?? null) as unknown as T;
}

/** The object of a list. It is validated with the rest of the state. */
export function fromTuple<T>(keys: readonly string[], tuple: readonly unknown[]): T {
  const members = keys.map((key, index) => [key, tuple[index]] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== null)) as T;
}

type Outcomes = Readonly<Partial<Record<OutboxEntry['type'], readonly { readonly source: string }[]>>>;

/** Whose outcome a message of the outbox announces: those images are listed elsewhere in the results. */
export function outcomesOf(images: readonly CampaignImage[]): Outcomes {
  const all = (status: CampaignImage['status']) => images.filter((image) => image.status === status);
  return { imageUpdated: all('updated'), updateFailed: all('failed'), imageSkipped: all('skipped') };
}

/** The outbox; an image that has its outcome is named by its position among those with the same. */
export function toOutboxNotes({ outbox, images }: CampaignState): CampaignNotes['Outbox'] {
  const outcomes = Object.entries(outcomesOf(images)).map(
    ([type, ended]) => [type, new Map(ended.map(({ source }, index) => [source, index]))] as const,
  );
  const positions = new Map(outcomes);
  return outbox.map((entry) => {
    const position = positions.get(entry.type)?.get(entry.source ?? '');
    return toTuple(TUPLES.outbox, position === undefined ? entry : { ...entry, source: position });
  });
}

/** The same read back. A message about an image that is no longer listed is dropped. */
export function fromOutboxNotes(notes: CampaignNotes['Outbox'], outcomes: Outcomes): readonly OutboxEntry[] {
  return notes.flatMap((note): readonly OutboxEntry[] => {
    const entry = fromTuple<OutboxEntry>(TUPLES.outbox, note);
    const [type, position] = note;
    if (typeof position !== 'number') return [entry];
    const source = outcomes[type]?.[position]?.source;
    return source === undefined ? [] : [{ ...entry, source }];
  });
}

/** Notes about notifiers. */
export function toNotifierNotes(
  notifiers: readonly NotifierNotes[],
): NonNullable<CampaignNotes['Notifiers']> {
  return notifiers.map((one) => toTuple(TUPLES.notifier, one));
}

/** The results of pruning; the reasons of kept images are cut to fit. */
export function toPruningNote(
  { kept = [], unseen, ...rest }: Pruning,
  cut: (text: string) => string,
): NonNullable<CampaignNotes['Pruning']> {
  return toTuple(TUPLES.pruning, {
    ...rest,
    kept: kept.map(({ image, detail }) => [image, cut(detail)]),
    ...(unseen === undefined ? {} : { unseen: cut(unseen) }),
  });
}

/** The same read back. */
export function fromPruningNote(note: NonNullable<CampaignNotes['Pruning']>): Pruning {
  const kept = note[2].map(([image, detail]) => ({ image, detail }));
  const { kept: _, ...rest } = fromTuple<Pruning>(TUPLES.pruning, note);
  return kept.length === 0 ? rest : { ...rest, kept };
}

/** What the image quota lacked. */
export function toShortageNote(
  { needed, room, quota, images, unseen }: RoomShortage,
  cut: (text: string) => string,
): NonNullable<CampaignNotes['Shortage']> {
  const going = images.map(({ image, reason }): [string, string] => [image, reason]);
  return [needed, room, quota, going, unseen === undefined ? null : cut(unseen)];
}

/** The same back again. */
export function fromShortageNote([needed, room, quota, going, unseen]: NonNullable<
  CampaignNotes['Shortage']
>): RoomShortage {
  const images = going.map(([image, reason]) => ({ image, reason }));
  return { needed, room, quota, images, ...(unseen === null ? {} : { unseen }) };
}
