import { type Account, arnOf, type Region } from './account.ts';
import type { Failure, ImageProgress, ImageRecord } from './image-record.ts';
import { normal, seededRandom } from './seeded-random.ts';
import type { Tags } from './tag-history.ts';

/** What the caller of CreateUpdatedImage wants the successor to be. */
interface NewImage {
  readonly name: string;
  readonly description: string | undefined;
  readonly displayName: string | undefined;
  readonly tags: Tags;
}

/** Which image of which account is updated, and as what. */
export interface UpdateStart {
  readonly account: Account;
  readonly region: Region;
  readonly source: ImageRecord;
  readonly wanted: NewImage;
  readonly now: Date;
}

/** Puts the successor of `source` into the Region; its whole future is settled here. */
export function startUpdate({ account, region, source, wanted, now }: UpdateStart): ImageRecord {
  const image: ImageRecord = {
    sequence: account.nextSequence,
    name: wanted.name,
    arn: arnOf(region.name, account.settings.account, 'image', wanted.name),
    region: region.name,
    visibility: 'PRIVATE',
    platform: source.platform,
    instanceFamilies: source.instanceFamilies,
    createdAt: now,
    description: wanted.description,
    displayName: wanted.displayName,
    baseImageArn: source.arn,
    // "null if the image is shared, copied, or updated by using Managed Image Updates":
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Image.html
    imageBuilderName: undefined,
    agentVersion: monthDayYear(now),
    publicBaseImageReleasedDate: source.publicBaseImageReleasedDate,
    behaviour: {},
    begun: new Set(),
    contains: account.updateRound,
    progress: settleUpdate(account, source, wanted.name, now),
    fleetErrors: source.behaviour.fleetErrors ?? [],
    shares: new Map(),
  };
  account.nextSequence += 1;
  region.images.set(image.name, image);
  region.tags.set(image.arn, wanted.tags, now);
  return image;
}

function settleUpdate(account: Account, source: ImageRecord, successor: string, now: Date): ImageProgress {
  const { minutes, seed, failureRate } = account.settings.updates;
  const random = seededRandom(seed, source.name, successor);
  const spread = normal(random);
  const drawn = typeof minutes === 'number' ? minutes : minutes.median * Math.exp(minutes.sigma * spread);
  const failsByChance = random() < failureRate;
  // AWS documents a random suffix of 10 digits, and no prefix:
  // https://docs.aws.amazon.com/appstream2/latest/developerguide/keep-image-updated-managed-image-updates.html
  const suffix = String(Math.floor(random() * 1e10)).padStart(10, '0');
  const { behaviour } = source;
  const usual = behaviour.outcome ?? (failsByChance ? 'failed' : 'available');
  const outcome = source.begun.size < (behaviour.failures ?? 0) ? 'failed' : usual;
  source.begun.add(successor);
  const length = (behaviour.minutes ?? drawn) * 60_000;
  return {
    kind: 'update',
    startedAt: now,
    endsAt: outcome === 'never' ? undefined : new Date(now.getTime() + length),
    failure: outcome === 'failed' ? (behaviour.failure ?? documentedFailure(source.name)) : undefined,
    builderName: `ImageUpdate-${suffix}`,
  };
}

/** https://docs.aws.amazon.com/appstream2/latest/developerguide/troubleshooting-notification-codes.html */
function documentedFailure(sourceName: string): Failure {
  return {
    code: 'INTERNAL_SERVICE_ERROR',
    message:
      `could not update image ${sourceName}. Failed to update/install/configure/disable Windows Updates. ` +
      'Check your source image and try again. If this problem persists, contact AWS Support.',
  };
}

/** Agent versions are dates, written as AWS writes them: 02-18-2026. */
function monthDayYear(date: Date): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-');
  return `${month}-${day}-${year}`;
}
