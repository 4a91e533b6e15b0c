import type { CampaignState } from '@appstream-campaign/core';
import type { NotifierNotes, OutboxEntry } from '@appstream-campaign/core/internal';
import type { CampaignNotes } from './campaign-results.ts';

/** What results keep of messages that are still to be delivered, and of those who deliver them. */
export function toMessageNotes({
  outbox,
  notifiers,
}: CampaignState): Pick<CampaignNotes, 'Outbox' | 'Notifiers'> {
  return {
    Outbox: outbox.map(({ type, source, at, to, attempts }) => [type, source ?? null, at, [...to], attempts]),
    ...(notifiers === undefined
      ? {}
      : {
          Notifiers: notifiers.map(({ name, gatherUntil, notBefore, memory }) => [
            name,
            gatherUntil ?? null,
            notBefore ?? null,
            memory ?? null,
          ]),
        }),
  };
}

/** The same back again. */
export function fromMessageNotes(
  notes: Partial<Pick<CampaignNotes, 'Outbox' | 'Notifiers'>>,
): Pick<CampaignState, 'outbox' | 'notifiers'> {
  const outbox = (notes.Outbox ?? []).map(
    ([type, source, at, to, attempts]): OutboxEntry => ({
      type,
      ...(source === null ? {} : { source }),
      at,
      to,
      attempts,
    }),
  );
  const notifiers = notes.Notifiers?.map(
    ([name, gatherUntil, notBefore, memory]): NotifierNotes => ({
      name,
      ...(gatherUntil === null ? {} : { gatherUntil }),
      ...(notBefore === null ? {} : { notBefore }),
      ...(memory === null ? {} : { memory }),
    }),
  );
  return notifiers === undefined ? { outbox } : { outbox, notifiers };
}
