import type { Reason, ReasonCode } from '../state/reason.ts';

interface ReasonText {
  /** What happened, as the end of a sentence about the image or the campaign. */
  readonly what: string;
  /** What an admin does next, in order. */
  readonly next: readonly string[];
}

// The steps after a failed update are those of the AppStream Administration Guide, "Troubleshooting notification
// codes": try again, check the SSM Agent, try an image builder, contact AWS Support.
const AFTER_FAILED_UPDATE = [
  'Try again: the image is still enrolled, so the next campaign does.',
  'Check that the newest version of the SSM Agent is installed in the image.',
  'Launch an image builder from the image. If that fails too, the image itself is broken.',
  'If the problem persists, contact AWS Support with the codes above.',
];

const RAISE_QUOTA = [
  'If a quota is used up: raise "Concurrent image updates", "Images" or "Image builders" in Service Quotas, or delete images and image builders that nobody uses.',
];

const STOP_LEFT =
  'To leave it: nothing. The images that wait are still enrolled, so the next campaign takes them.';

const TEXTS: Readonly<Record<ReasonCode, ReasonText>> = {
  'update-failed': {
    what: 'the update did not succeed',
    next: [
      ...AFTER_FAILED_UPDATE,
      'Delete the failed successor when you no longer need its messages: it counts towards the image quota.',
    ],
  },
  'not-tried-again': {
    what: 'the update did not succeed, and could not be tried again',
    next: AFTER_FAILED_UPDATE,
  },
  'successor-gone': {
    what: 'the successor was deleted before it became available',
    next: [
      'Find out who deleted it (CloudTrail, DeleteImage).',
      'Nothing else is needed: the image is still enrolled, so the next campaign tries again.',
    ],
  },
  'timed-out': {
    what: 'the update did not end within the time limit',
    next: [
      'Look at the successor in the AppStream console: it may still become available.',
      'If it does, the next campaign recognises it and does not update the image twice.',
      'If not, delete it and contact AWS Support; the image is still enrolled.',
    ],
  },
  incompatible: {
    what: 'AppStream cannot apply managed updates to it',
    next: [
      'Check that its base image was released on 24 July 2017 or later, and that its operating system is supported.',
      'Update it by hand in an image builder.',
      'To be told of it no more: give its enrolment tag the value Ignored, or take the tag away.',
    ],
  },
  'not-permitted': {
    what: 'AppStream does not permit the update',
    next: ['Check that this account owns the image. Shared images are updated by their owner.'],
  },
  'not-found': {
    what: 'it was not found when its update was to start',
    next: ['Nothing, if the image was deleted on purpose.'],
  },
  invalid: {
    what: 'the request for its update is not valid',
    next: ['Correct the name, description or tags that the message above names, or the naming option.'],
  },
  'no-free-name': {
    what: 'no free name was found for its successor',
    next: ['Delete or rename the images that hold the names, or use a naming of your own.'],
  },
  current: { what: 'it is up to date already', next: [] },
  'no-longer-enrolled': {
    what: 'it is not enrolled any more',
    next: ['Nothing, if its tag was changed on purpose.'],
  },
  'not-available': { what: 'it is not available', next: ['Look at its state in AppStream.'] },
  gone: { what: 'it does not exist any more', next: [] },
  'too-many-tags': {
    what: 'there is no room for the tags of the campaign',
    next: ['Take a few tags away from the image; an image can have 50.'],
  },
  'refused-too-long': {
    what: 'AppStream kept refusing to start its update',
    next: [...RAISE_QUOTA, 'The image is still enrolled, so the next campaign tries again.'],
  },
  'quota-used-up': {
    what: 'a quota of AppStream is used up',
    next: RAISE_QUOTA,
  },
  'start-refused': {
    what: 'AppStream refuses to start updates for now',
    next: ['Nothing yet: most of these refusals pass.', 'If it lasts, look at the AWS Health Dashboard.'],
  },
  'stop-requested': {
    what: 'a stop was requested',
    next: ['To go on: resume the campaign.', STOP_LEFT],
  },
  'stop-tagged': {
    what: 'a stop was requested by a tag',
    next: ['To go on: take the tag that is named above away, and resume the campaign.', STOP_LEFT],
  },
  'too-many-failures': {
    what: 'too many updates failed',
    next: [
      'Read the messages about the failed images: do they have a cause in common?',
      'Try one of the images in an image builder.',
      'Then resume the campaign: it goes on until as many others have failed.',
    ],
  },
  'access-denied': {
    what: 'AWS denied access',
    next: [
      'Allow the action that the message above names, or renew the credentials.',
      'Then resume the campaign, or let the next one go on: updates in progress are found again.',
    ],
  },
  suspended: {
    what: 'the AWS account is suspended',
    next: ['Contact AWS Support. Then resume the campaign.'],
  },
  unreachable: {
    what: 'AppStream could not be reached for too long',
    next: [
      'Check the network and the AWS Health Dashboard.',
      'Then resume the campaign, or let the next one go on: updates in progress are found again.',
    ],
  },
  'run-failed': {
    what: 'the run that carried the campaign failed',
    next: [
      'Read the error above. One that begins with "Invalid" names the field or variable to correct.',
      'For any other, look at the log of the function or program at that time.',
      'Then start the campaign again: updates in progress are found by their tags.',
    ],
  },
};

/** Why, as the end of a sentence, with the store's own message. */
export function reasonText(reason: Reason): string {
  const { what } = TEXTS[reason.code];
  return reason.detail === undefined ? what : `${what} (${reason.detail})`;
}

/** What happened, without the store's own message. */
export function reasonSummary(reason: Reason): string {
  return TEXTS[reason.code].what;
}

/** Reasons whose detail is AppStream's own message. */
const APPSTREAM_REASONS: readonly ReasonCode[] = [
  'update-failed',
  'successor-gone',
  'incompatible',
  'not-permitted',
  'not-found',
  'refused-too-long',
  'quota-used-up',
  'start-refused',
  'access-denied',
  'suspended',
  'unreachable',
];

/** How to introduce the detail of a reason. */
export function detailLabel({ code }: Pick<Reason, 'code'>): 'AppStream says' | 'Details' {
  return APPSTREAM_REASONS.includes(code) ? 'AppStream says' : 'Details';
}

/** What to do next. */
export function reasonAdvice(reason: Reason): readonly string[] {
  return TEXTS[reason.code].next;
}
