import { type Account, arnOf, type Region, runningUpdates } from './account.ts';

/** An image builder as seen at an instant. */
export interface ImageBuilderSnapshot {
  readonly name: string;
  readonly arn: string;
  /** `UPDATING` and `PENDING_QUALIFICATION` while it runs an update. */
  readonly state: string;
  readonly createdAt: Date;
  readonly instanceType: string;
  readonly platform: string;
  /** The image that it was launched from. */
  readonly imageArn: string | undefined;
  /** The successor that it makes; undefined for builders that someone runs by hand. */
  readonly updating: string | undefined;
}

/** The part of an update after which its builder waits for qualification. AWS gives no figure. */
const QUALIFICATION_FROM = 0.85;

/** All image builders of a Region at an instant: those run by hand, and one for each running update. */
export function imageBuilders(account: Account, region: Region, now: Date): readonly ImageBuilderSnapshot[] {
  const byHand = [...region.builders.values()].map((builder) => ({ ...builder, updating: undefined }));
  const ofUpdates = runningUpdates(region, now).flatMap((image) => {
    if (image.progress.kind !== 'update') return [];
    const { builderName, startedAt, endsAt } = image.progress;
    const passed = now.getTime() - startedAt.getTime();
    const length = (endsAt?.getTime() ?? Number.POSITIVE_INFINITY) - startedAt.getTime();
    return {
      name: builderName,
      arn: arnOf(region.name, account.settings.account, 'image-builder', builderName),
      state: passed < length * QUALIFICATION_FROM ? 'UPDATING' : 'PENDING_QUALIFICATION',
      createdAt: startedAt,
      instanceType: 'stream.standard.medium',
      platform: image.platform,
      imageArn: image.baseImageArn,
      updating: image.name,
    };
  });
  return [...byHand, ...ofUpdates];
}
