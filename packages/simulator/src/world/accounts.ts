import { type Account, arnPartition } from './account.ts';
import { createRoleSessions, type RoleSession } from './role-sessions.ts';
import type { RoleSpec } from './roles.ts';

/** Who makes a call, and in which account. */
export interface Caller {
  readonly account: Account;
  readonly arn: string;
  readonly userId: string;
  /** The role that the caller's session is of. */
  readonly roleArn: string | undefined;
  /** IAM actions that the caller may use; undefined: all. */
  readonly allow: readonly string[] | undefined;
}

/** What the credentials of a request say. */
export interface Identity {
  readonly caller: Caller;
  /** Why the credentials are good for nothing. */
  readonly refused: 'expired' | 'invalid' | undefined;
}

/** All accounts that a simulator plays. */
export interface Accounts {
  /** The account of everyone whose access key id is not known. */
  readonly main: Account;
  readonly all: readonly Account[];
  /** An account by id; undefined when it is not played. */
  named(id: string): Account | undefined;
  /** Tells whose the credentials of a request are. */
  identify(accessKeyId: string | undefined, token: string | undefined, now: Date): Identity;
  /** A role by ARN, with its account; undefined when there is none. */
  role(arn: string): { readonly account: Account; readonly role: RoleSpec } | undefined;
  /** Begins a session of a role. */
  begin(account: Account, role: RoleSpec, name: string, endsAt: Date): RoleSession;
}

/** The accounts of a simulator, the main one first. */
export function createAccounts(all: readonly [Account, ...Account[]]): Accounts {
  const [main] = all;
  const sessions = createRoleSessions();
  const role: Accounts['role'] = (arn) => {
    for (const account of all) {
      const found = account.settings.roles.find((one) => roleArn(account, one) === arn);
      if (found !== undefined) return { account, role: found };
    }
    return undefined;
  };
  return {
    main,
    all,
    named: (id) => all.find(({ settings }) => settings.account === id),
    role,
    begin: sessions.begin,
    identify: (accessKeyId, token, now) => {
      if (accessKeyId !== undefined && sessions.isOurs(accessKeyId)) {
        const session = sessions.find(accessKeyId);
        if (session === undefined) return { caller: userOf(main), refused: 'expired' };
        const caller = sessionCaller(session.account, session.role, session.name);
        if (session.token !== token) return { caller, refused: 'invalid' };
        return { caller, refused: now >= session.endsAt ? 'expired' : undefined };
      }
      return { caller: standingCaller(all, accessKeyId) ?? userOf(main), refused: undefined };
    },
  };
}

/** The ARN of a role. */
function roleArn({ settings }: Account, { name }: RoleSpec): string {
  return `arn:${arnPartition(settings.region)}:iam::${settings.account}:role/${name}`;
}

/** A session of a role, as its calls name it. */
export function sessionCaller(account: Account, role: RoleSpec, session: string): Caller {
  const partition = arnPartition(account.settings.region);
  // The ARN of a session has no path: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  const name = role.name.split('/').at(-1) ?? role.name;
  return {
    account,
    arn: `arn:${partition}:sts::${account.settings.account}:assumed-role/${name}/${session}`,
    userId: `AROASIMULATORSIMULATO:${session}`,
    roleArn: roleArn(account, role),
    allow: role.allow ?? account.settings.allow,
  };
}

function standingCaller(all: readonly Account[], accessKeyId: string | undefined): Caller | undefined {
  if (accessKeyId === undefined) return undefined;
  for (const account of all) {
    const role = account.settings.roles.find((one) => one.accessKeyId === accessKeyId);
    if (role !== undefined) return sessionCaller(account, role, 'simulator');
    if (account.settings.accessKeyId === accessKeyId) return userOf(account);
  }
  return undefined;
}

function userOf(account: Account): Caller {
  return {
    account,
    arn: `arn:${arnPartition(account.settings.region)}:iam::${account.settings.account}:user/simulator`,
    userId: 'AIDASIMULATORSIMULATO',
    roleArn: undefined,
    allow: account.settings.allow,
  };
}
