import { SimulatorUsageError } from '../errors/usage-errors.ts';
import type { AccountScenario } from '../scenario/scenario.ts';
import { type Account, createAccount } from '../world/account.ts';
import { type Accounts, createAccounts } from '../world/accounts.ts';
import { restoreAccount, type SavedAccount, saveAccount } from '../world/saved-account.ts';
import { DEFAULT_QUOTAS, type Settings } from '../world/settings.ts';
import { createWorld, type World } from '../world/world.ts';
import { type CheckedOptions, settingsOf } from './options.ts';

/** The accounts of a scenario, with all that it puts into them, or as they were saved. */
export function openAccounts({ scenario, settings, clock, saved }: CheckedOptions): Accounts {
  const open = (account: AccountScenario, its: Settings, kept: SavedAccount | undefined): Account => {
    const quotas = { ...DEFAULT_QUOTAS, ...account.quotas };
    if (kept !== undefined) return restoreAccount(kept, clock, its);
    return filled(createAccount(clock, its, quotas), account);
  };
  const others = (scenario.accounts ?? []).map((account) =>
    open(account, settingsOf(account, settings), saved?.others?.[account.account]),
  );
  refuseTwice([settings.account, ...others.map((account) => account.settings.account)]);
  return createAccounts([open(scenario, settings, saved), ...others]);
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

function filled(account: Account, scenario: AccountScenario): Account {
  const world = createWorld(account);
  for (const image of scenario.images ?? []) world.addImage(image);
  for (const fleet of scenario.fleets ?? []) world.addFleet(fleet);
  for (const alarm of scenario.alarms ?? []) world.addAlarm(alarm);
  for (const builder of scenario.imageBuilders ?? []) world.addImageBuilder(builder);
  if (scenario.suspended === true) world.suspend();
  return account;
}

function refuseTwice(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new SimulatorUsageError(`The account ${twice} is there twice. Give each account an id of its own.`);
}
