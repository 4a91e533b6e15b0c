import { createHash } from 'node:crypto';
import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { InvalidEventError } from './errors.ts';
import { type CampaignInput, parseEvent } from './event.ts';
import { targetsOf } from './hub-targets.ts';
import type { PassInput } from './pass-event.ts';
import { STEP_FUNCTIONS_BYTES } from './results.ts';
import { accountOf, type CampaignTarget, targetSchema } from './target.ts';

/** The input of an execution of a hub. */
export interface HubInput
  extends Pick<CampaignInput, 'BatchSize' | 'StartAfterDays' | 'ToAddress' | 'FromAddress' | 'Execution'> {
  /** A pass in each target, instead of a campaign: of a rollout, or of pruning. @defaultValue campaigns */
  readonly Pass?: 'rollout' | 'prune';
  /** With `Pass`: whether passes only look. @defaultValue as the function that makes them says */
  readonly DryRun?: boolean;
  /** One by one; or `Accounts` or `OrganizationalUnits`, and `Regions`, instead. */
  readonly Targets?: readonly CampaignTarget[];
  /** Accounts, `123456789012` or `name=123456789012`: each in each of the Regions. */
  readonly Accounts?: readonly string[];
  /** Organisational units: the active accounts in each, without those of units beneath, in each of the Regions. */
  readonly OrganizationalUnits?: readonly string[];
  readonly Regions?: readonly string[];
  /** Of the accounts' roles. @defaultValue `appstream-campaign` */
  readonly RoleName?: string;
  /** Of the accounts' roles. */
  readonly ExternalId?: string;
  /** Campaigns or passes side by side. @defaultValue 40 */
  readonly MaxConcurrency?: number;
}

/** A campaign or a pass that the hub runs. The name is that of a campaign's execution. */
export interface HubCampaign {
  readonly Pass?: 'rollout' | 'prune';
  readonly Name: string;
  readonly Input: (CampaignInput | PassInput) & {
    readonly Target: CampaignTarget;
    readonly SummaryBytes: number;
  };
}

/** The input of the Map state of the hub's state machine. */
export interface PreparedHub {
  readonly Pass?: 'rollout' | 'prune';
  readonly Campaigns: readonly HubCampaign[];
  readonly MaxConcurrency: number;
}

const MOST_SUMMARY_BYTES = 4000;
/** Per target, for its name, the input and the ARN of its execution. */
const BYTES_PER_TARGET = 900;
const RESERVED_BYTES = 16_384;

const concurrency = 'a whole number from 1 to 1000';
const account = 'an account such as 123456789012, or name=123456789012';
const unit = 'an organisational unit such as ou-abcd-12345678';
const regionName = 'a Region such as eu-west-1';
const roleName = 'the name of a role such as appstream-campaign';
const list = 'a list with at least one part';
const noFunction = 'none';

const schema = v.strictObject(
  {
    Pass: v.optional(v.picklist(['rollout', 'prune'], '"rollout" or "prune"')),
    DryRun: v.optional(v.boolean('true or false')),
    Targets: v.optional(v.pipe(v.array(targetSchema(), 'a list of targets'), v.minLength(1, list))),
    Accounts: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(account), v.regex(/^([^=]{1,100}=)?\d{12}$/, account)), 'a list of accounts'),
        v.minLength(1, list),
      ),
    ),
    OrganizationalUnits: v.optional(
      v.pipe(
        v.array(
          v.pipe(v.string(unit), v.regex(/^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/, unit)),
          'a list of organisational units',
        ),
        v.minLength(1, list),
      ),
    ),
    Regions: v.optional(v.pipe(v.array(v.string(regionName), 'a list of Regions'), v.minLength(1, list))),
    RoleName: v.optional(v.pipe(v.string(roleName), v.regex(/^[\w+=,.@/-]{1,512}$/, roleName))),
    ExternalId: v.optional(v.string('an external id')),
    Partition: v.optional(v.string('a partition such as aws')),
    MaxConcurrency: v.optional(
      v.pipe(
        v.number(concurrency),
        v.integer(concurrency),
        v.minValue(1, concurrency),
        v.maxValue(1000, concurrency),
      ),
    ),
    BatchSize: v.optional(v.unknown()),
    StartAfterDays: v.optional(v.unknown()),
    ToAddress: v.optional(v.unknown()),
    FromAddress: v.optional(v.unknown()),
    // What the state machine adds.
    Execution: v.optional(v.unknown()),
    Functions: v.optional(v.object({ Rollout: v.string(), Prune: v.string() })),
    Units: v.optional(v.unknown()),
  },
  'an object with Targets',
);

type Input = v.InferOutput<typeof schema>;

/**
 * The campaigns or passes that a hub runs. All that is wrong with any of them is found before the first begins.
 * @param onLeftOut hears of each account of an organisational unit that is not active
 * @throws InvalidEventError naming the first field that is wrong
 */
export function prepareHub(
  input: unknown,
  onLeftOut: Parameters<typeof targetsOf>[1] = () => {},
): PreparedHub {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    throw new InvalidEventError(`Input field ${explainIssue(parsed.issues[0], Object.keys(schema.entries))}`);
  }
  const { Pass, MaxConcurrency = 40, ToAddress, FromAddress, Execution } = parsed.output;
  const present = ofKind(parsed.output);
  const targets = targetsOf(parsed.output, onLeftOut);
  const room = Math.floor((STEP_FUNCTIONS_BYTES - RESERVED_BYTES) / targets.length) - BYTES_PER_TARGET;
  const SummaryBytes = Math.max(200, Math.min(room, MOST_SUMMARY_BYTES));
  const own = Object.fromEntries(Object.entries(present).filter(([, value]) => value !== undefined));
  const { BatchSize, StartAfterDays } = parsed.output;
  const asked = {
    ...(BatchSize === undefined ? {} : { BatchSize }),
    ...(StartAfterDays === undefined ? {} : { StartAfterDays }),
  };
  const { input: checked } = parseEvent({ ...asked, ToAddress, FromAddress, Execution });
  const run = createHash('sha256')
    .update(checked.Execution?.Id ?? checked.Execution?.Name ?? 'hub')
    .digest('hex')
    .slice(0, 12);
  const kind = Pass === undefined ? {} : { Pass };
  return {
    ...kind,
    MaxConcurrency,
    Campaigns: targets.map((Target) => ({
      ...kind,
      // The same whenever the same run asks again: a start that is repeated finds the execution of the first.
      Name: `hub-${run}-${accountOf(Target)}-${Target.Region}`,
      Input: { ...own, Target, SummaryBytes },
    })),
  };
}

/** What of the input goes to each campaign, or to each pass; what is for the other kind is refused. */
function ofKind({ Pass, DryRun, BatchSize, StartAfterDays, Functions }: Input): object {
  if (Pass === undefined) {
    if (DryRun === undefined) return { BatchSize, StartAfterDays };
    throw new InvalidEventError(
      'Input field DryRun means something only with Pass: a campaign has no dry run.',
    );
  }
  for (const [name, value] of Object.entries({ BatchSize, StartAfterDays })) {
    if (value === undefined) continue;
    throw new InvalidEventError(`Input field ${name} is for campaigns. Leave it out, or Pass.`);
  }
  const wanted = Pass === 'rollout' ? 'Rollout' : 'Prune';
  if (Functions?.[wanted] === noFunction) {
    throw new InvalidEventError(
      `Input field Pass is "${Pass}", but this hub was deployed without that function. Deploy it with ${wanted}FunctionArn.`,
    );
  }
  return { DryRun };
}

/**
 * Whether a hub takes this input: for whoever deploys it. Accounts of organisational units are known only in a run.
 * @throws InvalidEventError naming the first field that is wrong
 */
export function checkHub(input: HubInput): void {
  const units = [{ Accounts: [{ Id: '123456789012', State: 'ACTIVE' }] }];
  prepareHub(input.OrganizationalUnits === undefined ? input : { ...input, Units: units });
}
