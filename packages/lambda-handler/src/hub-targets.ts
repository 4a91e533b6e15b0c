import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { InvalidEventError } from './errors.ts';
import { accountOf, type CampaignTarget, targetSchema } from './target.ts';

/** What a hub's input says of its targets, in one of three ways. */
export interface TargetSources {
  readonly Targets?: readonly CampaignTarget[] | undefined;
  readonly Accounts?: readonly string[] | undefined;
  readonly OrganizationalUnits?: readonly string[] | undefined;
  /** What AWS Organizations answered about each of them: pages of accounts, nested. */
  readonly Units?: unknown;
  readonly Regions?: readonly string[] | undefined;
  readonly RoleName?: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly Partition?: string | undefined;
}

/** The hub carries all results to its report within what Step Functions carries, so each gets its part. */
const MOST_TARGETS = 200;

// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
const member = v.object({
  Id: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  Name: v.optional(v.string()),
  State: v.optional(v.string()),
  /** What State was called until September 2026. */
  Status: v.optional(v.string()),
});
const units = v.array(v.object({ Accounts: v.array(v.unknown()) }));

/**
 * The targets of an input.
 * @param onLeftOut hears of each account of an organisational unit that is not active
 * @throws InvalidEventError naming the first field that is wrong
 */
export function targetsOf(
  input: TargetSources,
  onLeftOut: (account: { readonly Id: string; readonly Name?: string; readonly State: string }) => void,
): readonly CampaignTarget[] {
  const { Targets, Accounts, OrganizationalUnits, Regions } = input;
  const given = { Targets, Accounts, OrganizationalUnits };
  const ways = Object.entries(given).filter(([, value]) => value !== undefined);
  if (ways.length !== 1) {
    throw new InvalidEventError(
      'Input needs either Targets, or Accounts with Regions, or OrganizationalUnits with Regions. Give one of them.',
    );
  }
  const [[way = ''] = []] = ways;
  if (Targets === undefined && Regions === undefined) {
    throw new InvalidEventError(`Input field Regions is missing, but ${way} is there. Name the Regions.`);
  }
  const targets =
    Targets ??
    (Accounts?.map(readAccount) ?? activeAccounts(input, onLeftOut)).flatMap((account) =>
      (Regions ?? []).map((Region) => targetIn(account, Region, input)),
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
        `The target ${key} is there twice: two runs would work on the same images.`,
      );
    }
    seen.add(key);
  }
  return targets;
}

interface Account {
  readonly Id: string;
  readonly Name?: string;
}

function readAccount(text: string): Account {
  const [Id = '', Name] = text.split('=').toReversed();
  return { Id, ...(Name === undefined ? {} : { Name }) };
}

function activeAccounts(
  { OrganizationalUnits = [], Units }: TargetSources,
  onLeftOut: Parameters<typeof targetsOf>[1],
): readonly Account[] {
  const read = v.safeParse(units, Units);
  const pages = read.success
    ? read.output.flatMap(({ Accounts }) => Accounts.flat(Number.POSITIVE_INFINITY))
    : [];
  const members = v.safeParse(v.array(member), pages);
  if (!read.success || !members.success) {
    throw new InvalidEventError(
      'The answer of AWS Organizations has accounts without Id. Is this the state machine of the hub, unchanged?',
    );
  }
  const accounts = members.output.flatMap(({ Id, Name, State, Status }): readonly Account[] => {
    const account = { Id, ...(Name === undefined || !/\S/.test(Name) ? {} : { Name }) };
    const state = State ?? Status ?? 'not known';
    if (state === 'ACTIVE') return [account];
    onLeftOut({ ...account, State: state });
    return [];
  });
  if (accounts.length > 0) return accounts;
  throw new InvalidEventError(
    `There is no active account directly in ${OrganizationalUnits.join(', ')}. Units beneath have to be named, too.`,
  );
}

function targetIn({ Id, Name }: Account, Region: string, input: TargetSources): CampaignTarget {
  const { RoleName = 'appstream-campaign', ExternalId, Partition = 'aws' } = input;
  const target = {
    RoleArn: `arn:${Partition}:iam::${Id}:role/${RoleName}`,
    Region,
    ...(ExternalId === undefined ? {} : { ExternalId }),
    ...(Name === undefined ? {} : { Name }),
  };
  const parsed = v.safeParse(targetSchema(), target);
  if (!parsed.success) throw new InvalidEventError(`Input field ${explainIssue(parsed.issues[0])}`);
  return target;
}
