import { createHash } from 'node:crypto';
import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { InvalidEventError } from './errors.ts';
import { type CampaignInput, parseEvent } from './event.ts';
import { STEP_FUNCTIONS_BYTES } from './results.ts';
import { accountOf, type CampaignTarget, targetSchema } from './target.ts';

/** What an execution of a hub is started with. */
export interface HubInput
  extends Pick<CampaignInput, 'BatchSize' | 'StartAfterDays' | 'ToAddress' | 'FromAddress' | 'Execution'> {
  /** One by one; or `Accounts` and `Regions` instead. */
  readonly Targets?: readonly CampaignTarget[];
  /** Accounts, `123456789012` or `name=123456789012`: each in each of the Regions. */
  readonly Accounts?: readonly string[];
  readonly Regions?: readonly string[];
  /** Of the accounts' roles. @defaultValue `appstream-campaign` */
  readonly RoleName?: string;
  /** Of the accounts' roles. */
  readonly ExternalId?: string;
  /** Campaigns side by side. @defaultValue 40 */
  readonly MaxConcurrency?: number;
}

/** A campaign that the hub runs: the name and the input of its execution. */
export interface HubCampaign {
  readonly Name: string;
  readonly Input: CampaignInput & { readonly Target: CampaignTarget; readonly SummaryBytes: number };
}

/** What the Map of the hub's state machine takes. */
export interface PreparedHub {
  readonly Campaigns: readonly HubCampaign[];
  readonly MaxConcurrency: number;
}

/** The hub carries all results to its report within what Step Functions carries, so each gets its part. */
const MOST_TARGETS = 200;
const MOST_SUMMARY_BYTES = 4000;
/** Per target, for its name, the input and the ARN of its execution. */
const BYTES_BESIDE = 900;
const RESERVED_BYTES = 16_384;

const concurrency = 'a whole number from 1 to 1000';
const account = 'an account such as 123456789012, or name=123456789012';
const regionName = 'a Region such as eu-west-1';
const roleName = 'the name of a role such as appstream-campaign';
const list = 'a list with at least one part';

const schema = v.strictObject(
  {
    Targets: v.optional(v.pipe(v.array(targetSchema(), 'a list of targets'), v.minLength(1, list))),
    Accounts: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(account), v.regex(/^([^=]{1,100}=)?\d{12}$/, account)), 'a list of accounts'),
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
    Execution: v.optional(v.unknown()),
  },
  'an object with Targets',
);

/**
 * The campaigns that a hub runs. All that is wrong with any of them is found before the first begins.
 * @throws InvalidEventError naming the first field that is wrong
 */
export function prepareHub(input: unknown): PreparedHub {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    throw new InvalidEventError(`Input field ${explainIssue(parsed.issues[0], Object.keys(schema.entries))}`);
  }
  const { MaxConcurrency = 40, BatchSize, StartAfterDays, ToAddress, FromAddress, Execution } = parsed.output;
  const targets = targetsOf(parsed.output);
  const room = Math.floor((STEP_FUNCTIONS_BYTES - RESERVED_BYTES) / targets.length) - BYTES_BESIDE;
  const SummaryBytes = Math.max(200, Math.min(room, MOST_SUMMARY_BYTES));
  const present = { BatchSize, StartAfterDays };
  const own = Object.fromEntries(Object.entries(present).filter(([, value]) => value !== undefined));
  const { input: checked } = parseEvent({ ...own, ToAddress, FromAddress, Execution });
  const run = createHash('sha256')
    .update(checked.Execution?.Id ?? checked.Execution?.Name ?? 'hub')
    .digest('hex')
    .slice(0, 12);
  return {
    MaxConcurrency,
    Campaigns: targets.map((Target) => ({
      // The same whenever the same run asks again: a start that is repeated finds the execution of the first.
      Name: `hub-${run}-${accountOf(Target)}-${Target.Region}`,
      Input: { ...own, Target, SummaryBytes },
    })),
  };
}

function targetsOf(input: v.InferOutput<typeof schema>): readonly CampaignTarget[] {
  const {
    Targets,
    Accounts,
    Regions,
    RoleName = 'appstream-campaign',
    ExternalId,
    Partition = 'aws',
  } = input;
  if ((Targets === undefined) === (Accounts === undefined)) {
    throw new InvalidEventError('Input needs either Targets, or Accounts with Regions. Give one of them.');
  }
  if (Accounts !== undefined && Regions === undefined) {
    throw new InvalidEventError('Input field Regions is missing, but Accounts is there. Name the Regions.');
  }
  const targets =
    Targets ??
    (Accounts ?? []).flatMap((text) =>
      (Regions ?? []).map((Region): CampaignTarget => {
        const [id = '', name] = text.split('=').toReversed();
        const target = {
          RoleArn: `arn:${Partition}:iam::${id}:role/${RoleName}`,
          Region,
          ...(ExternalId === undefined ? {} : { ExternalId }),
          ...(name === undefined ? {} : { Name: name }),
        };
        const parsed = v.safeParse(targetSchema(), target);
        if (!parsed.success) throw new InvalidEventError(`Input field ${explainIssue(parsed.issues[0])}`);
        return target;
      }),
    );
  if (targets.length > MOST_TARGETS) {
    throw new InvalidEventError(
      `There are ${targets.length} targets; one report carries at most ${MOST_TARGETS}. Split them into several runs.`,
    );
  }
  const seen = new Set<string>();
  for (const target of targets) {
    const key = `${accountOf(target)} ${target.Region}`;
    if (seen.has(key)) {
      throw new InvalidEventError(
        `The target ${key} is there twice: two campaigns would work on the same images.`,
      );
    }
    seen.add(key);
  }
  return targets;
}

/**
 * Whether a hub takes this input: for whoever deploys it.
 * @throws InvalidEventError naming the first field that is wrong
 */
export function checkHub(input: HubInput): void {
  prepareHub(input);
}
