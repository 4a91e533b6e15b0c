import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { AccountScenario } from '../scenario/scenario.ts';
import { type Account, createAccount, regionOf } from '../world/account.ts';
import { type Accounts, createAccounts } from '../world/accounts.ts';
import { restoreAccount, type SavedAccount, saveAccount } from '../world/saved-account.ts';
import { DEFAULT_QUOTAS, type Settings } from '../world/settings.ts';
import { shareImage } from '../world/shared-images.ts';
import { createWorld, type World } from '../world/world.ts';
import { type CheckedOptions, settingsOf } from './options.ts';

/** The accounts of a scenario, with all that it puts into them, or as they were saved. */
export function openAccounts({ scenario, settings, clock, saved }: CheckedOptions): Accounts {
  const open = (account: AccountScenario, its: Settings, kept: SavedAccount | undefined): Opened => {
    const quotas = { ...DEFAULT_QUOTAS, ...account.quotas };
    if (kept !== undefined) return { account: restoreAccount(kept, clock, its), fill: {} };
    return { account: createAccount(clock, its, quotas), fill: account };
  };
  const main = open(scenario, settings, saved);
  const others = (scenario.accounts ?? []).map((other) =>
    open(other, settingsOf(other, settings), saved?.others?.[other.account]),
  );
  refuseTwice([main, ...others].map(({ account }) => account.settings.account));
  const accounts = createAccounts([main.account, ...others.map(({ account }) => account)]);
  for (const { account, fill } of [main, ...others]) addImages(account, fill);
  for (const { account, fill } of [main, ...others]) shareImages(account, fill, accounts);
  for (const { account, fill } of [main, ...others]) addRest(account, fill);
  return accounts;
}

interface Opened {
  readonly account: Account;
  /** What is to be put into it; nothing when it was saved. */
  readonly fill: AccountScenario;
}

/** An account from behind the scenes. Throws {@link SimulatorUsageError} when there is none with this id. */
export function worldOf(accounts: Accounts, id: string): World {
  const account = accounts.named(id);
  if (account !== undefined) return createWorld(account);
  const known = accounts.all.map(({ settings }) => settings.account).join(', ');
  throw new SimulatorUsageError(`There is no account ${id}; there are ${known}.`);
}

/** All accounts as they are now. */
export function saveAccounts({ main, all }: Accounts): SavedAccount {
  const others = all.filter((account) => account !== main);
  const saved = saveAccount(main);
  if (others.length === 0) return saved;
  const entries = others.map((account) => [account.settings.account, saveAccount(account)] as const);
  return { ...saved, others: Object.fromEntries(entries) };
}

function addImages(account: Account, { images = [] }: AccountScenario): void {
  const world = createWorld(account);
  for (const image of images) world.addImage(image);
}

function shareImages(account: Account, { images = [] }: AccountScenario, accounts: Accounts): void {
  for (const { name, region, permissions = {} } of images) {
    const image = regionOf(account, region ?? account.settings.region).images.get(name);
    for (const [id, allowed] of Object.entries(permissions)) {
      const other = accounts.named(id);
      if (image !== undefined && other !== undefined) shareImage(image, allowed, other);
    }
  }
}

function addRest(account: Account, scenario: AccountScenario): void {
  const world = createWorld(account);
  for (const fleet of scenario.fleets ?? []) world.addFleet(fleet);
  for (const alarm of scenario.alarms ?? []) world.addAlarm(alarm);
  for (const builder of scenario.imageBuilders ?? []) world.addImageBuilder(builder);
  if (scenario.suspended === true) world.suspend();
}

function refuseTwice(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new SimulatorUsageError(`The account ${twice} is there twice. Give each account an id of its own.`);
}
