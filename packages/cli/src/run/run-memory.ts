import type { CampaignPlan, ImageRecord } from '@appstream-campaign/core';
import type { ImageInventory } from '@appstream-campaign/core/planning';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import type { Account } from '../account/account.ts';
import type { Expectation } from '../planning/expected-end.ts';
import { inventoryOf } from '../planning/look-ahead.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { readText } from '../terminal/text-file.ts';
import { VERSION } from '../terminal/version.ts';
import { notices } from '../view/notices.ts';

/** What was seen at the start or at the end of a campaign. The campaign does without it; its report is richer by it. */
export interface RunMemory {
  /** Absent when nobody was shown a plan. */
  readonly plan?: CampaignPlan | undefined;
  /** The images with their tags; absent when they could not be read. */
  readonly images?: readonly ImageRecord[] | undefined;
  /** What the plan foresaw of the end. */
  readonly expectation?: Expectation | undefined;
}

const tags = v.record(v.string(), v.string());
const schema = v.object({
  version: v.literal(1),
  plan: v.optional(
    v.custom<CampaignPlan>((value) => Array.isArray((value as Partial<CampaignPlan> | null)?.images)),
  ),
  expectation: v.optional(
    v.object({
      without: v.array(v.string()),
      past: v.array(v.pipe(v.number(), v.gtValue(0))),
      startable: v.exactOptional(v.number()),
      room: v.exactOptional(v.number()),
    }),
  ),
  images: v.optional(
    v.array(
      v.object({
        name: v.string(),
        id: v.string(),
        condition: v.picklist(['available', 'in-progress', 'failed', 'deleting']),
        state: v.string(),
        tags: v.exactOptional(tags),
        problems: v.optional(v.array(v.object({ code: v.string(), message: v.string() })), []),
      }),
    ),
  ),
});

/** Writes down what was seen. */
export async function writeMemory(path: string, memory: RunMemory): Promise<void> {
  await writeFileAtomic(path, JSON.stringify({ version: 1, savedBy: VERSION, ...memory }), { mode: 0o600 });
}

/** What was written down; nothing when there is no such file, or none that can be read: a report does without it. */
export async function readMemory(path: string): Promise<RunMemory> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(await readText(path)));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

/** The images as they are now, and who uses them; undefined when they can't be read, which is no reason to stop. */
export async function imagesNow(account: Account, runtime: Runtime): Promise<ImageInventory | undefined> {
  try {
    return await inventoryOf(account, notices(runtime));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notices(runtime)(`The report will not show tags: ${reason}`);
    return undefined;
  }
}
