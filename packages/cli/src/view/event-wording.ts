import type { CampaignEvent, Reason } from '@appstream-campaign/core';
import type { Delay } from '@appstream-campaign/core/internal';
import { isRequestedStop, reasonText } from '@appstream-campaign/core/messages';
import { clockText, counted, durationText, printable } from '../terminal/wording.ts';

/** An event as one line of a log: a word, and what it is about. */
export interface EventLine {
  readonly word: string;
  readonly colour: 'green' | 'cyan' | 'yellow' | 'red' | 'dim' | 'bold';
  readonly text: string;
}

/** Why a campaign starts nothing more. Of a stop that somebody requested, their own words are enough. */
export function stopText(reason: Reason): string {
  return isRequestedStop(reason) && reason.detail !== undefined ? reason.detail : reasonText(reason);
}

/** Why images wait although slots are free, in a few words and then in AppStream's own. */
export function delayText(delay: Delay, timeZone: string): string {
  const what = delay.code === 'quota-used-up' ? 'a quota is used up' : 'starts are refused for now';
  const detail = delay.detail === undefined ? '' : ` (${printable(delay.detail)})`;
  return `${what} since ${clockText(new Date(delay.since), timeZone)}${detail}`;
}

/** An event in words. Everything from outside is made harmless. */
export function eventLine(event: CampaignEvent): EventLine {
  const line = (word: string, colour: EventLine['colour'], text: string): EventLine => ({
    word,
    colour,
    text: printable(text),
  });
  switch (event.type) {
    case 'campaignStarted':
      return line('found', 'bold', counted(event.candidates, 'enrolled image'));
    case 'quotaTooSmall': {
      const { needed, room, images } = event;
      const names = images.map(({ image }) => image).join(', ');
      const going = names === '' ? '' : `; pruning would delete ${names}`;
      return line('quota', 'yellow', `${counted(needed, 'image')} needed, room for ${room}${going}`);
    }
    case 'updateStarted':
      return line('started', 'cyan', `${event.source} → ${event.successor}`);
    case 'updateAdopted':
      return line('adopted', 'cyan', `${event.source} → ${event.successor}, which was in progress already`);
    case 'imageUpdated': {
      const { source, successor, startedAt, at, endSeenLate } = event;
      const most = endSeenLate ? 'at most ' : '';
      const after =
        startedAt === undefined ? '' : ` after ${most}${durationText(new Date(startedAt), new Date(at))}`;
      return line('updated', 'green', `${source} → ${successor}${after}`);
    }
    case 'updateFailed':
      return line('failed', 'red', `${event.source}: ${reasonText(event.reason)}`);
    case 'attemptFailed': {
      const { source, successor, reason } = event;
      return line(
        'again',
        'yellow',
        `${source}: ${successor} failed, it is tried again: ${reasonText(reason)}`,
      );
    }
    case 'failedImageDeleted':
      return line('deleted', 'dim', `${event.successor}, which had failed`);
    case 'campaignDelayed':
      return line('delayed', 'yellow', `nothing could be started for a while: ${reasonText(event.reason)}`);
    case 'campaignHalted':
      return isRequestedStop(event.reason)
        ? line('stopping', 'yellow', `no further update is started: ${stopText(event.reason)}`)
        : line('halted', 'red', `no further update is started: ${reasonText(event.reason)}`);
    case 'imageSkipped':
      return line('skipped', 'yellow', `${event.source}: ${reasonText(event.reason)}`);
    case 'sourceReopened':
      return line(
        'reopened',
        'dim',
        `${event.source}: ${event.successor} had failed, and had left it closed`,
      );
    case 'startPostponed':
      return line('later', 'yellow', `${event.source}: ${event.detail}`);
    case 'checkPostponed':
      return line('no answer', 'yellow', `the images could not be looked at: ${event.detail}`);
    case 'taggingFailed':
      return line('tags', 'yellow', `${event.source}: they could not be written: ${event.detail}`);
    case 'pruneDecided': {
      const { images, needed, room, unseen } = event;
      const why = needed === undefined ? '' : `${counted(needed, 'image')} needed, room for ${room}: `;
      const names = images.map(({ image }) => image).join(', ');
      const hidden = unseen === undefined ? '' : `; could not look at ${unseen}`;
      return line(
        'pruning',
        'dim',
        `${why}${names === '' ? 'nothing goes' : `${names} ${images.length === 1 ? 'goes' : 'go'}`}${hidden}`,
      );
    }
    case 'imagePruned':
      return line('deleted', 'dim', `${event.image}, which nobody needs any more`);
    case 'pruneRefused':
      return line('kept', 'yellow', `${event.image} was to be deleted, and stays: ${event.detail}`);
    case 'sharingCarried':
      return line('shared', 'dim', `${event.successor} with ${counted(event.accounts.length, 'account')}`);
    case 'sharingFailed':
      return line(
        'sharing',
        'yellow',
        `${event.successor} is not shared as ${event.source} is: ${event.detail}`,
      );
    case 'notificationFailed':
      return line('undelivered', 'yellow', `${event.notifier} did not take ${event.event}: ${event.detail}`);
    case 'notificationAbandoned':
      return line('undelivered', 'red', `${event.notifiers.join(', ')} never took ${event.event.id}`);
    case 'campaignStopped':
      return line('stopped', isRequestedStop(event.reason) ? 'yellow' : 'red', stopText(event.reason));
    case 'hubEnded':
      return line('over', 'bold', `the campaigns of ${event.targets.length} targets`);
    case 'campaignEnded': {
      const { updated, failed, skipped } = event;
      return line(
        'over',
        'bold',
        `${updated.length} updated, ${failed.length} failed, ${skipped.length} skipped`,
      );
    }
  }
}
