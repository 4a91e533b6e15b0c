import type { Account } from './account.ts';
import type { RoleSpec } from './roles.ts';
import { seededRandom } from './seeded-random.ts';

/** Temporary credentials of a role. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly account: Account;
  readonly role: RoleSpec;
  readonly name: string;
  readonly endsAt: Date;
}

/** The sessions of roles that were begun. */
export interface RoleSessions {
  begin(account: Account, role: RoleSpec, name: string, endsAt: Date): RoleSession;
  find(accessKeyId: string): RoleSession | undefined;
  /** Whether some simulator gave out these credentials, this one or an earlier one. */
  isOurs(accessKeyId: string): boolean;
}

// ASIA is how AWS begins the ids of temporary credentials.
const PREFIX = 'ASIASIMULATOR';

/** No sessions yet. */
export function createRoleSessions(): RoleSessions {
  const sessions = new Map<string, RoleSession>();
  return {
    begin: (account, role, name, endsAt) => {
      const random = seededRandom(0, account.settings.account, role.name, name, String(sessions.size));
      const drawn = (length: number): string =>
        Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('');
      const session: RoleSession = {
        accessKeyId: `${PREFIX}${drawn(7)}`,
        secretAccessKey: drawn(40),
        token: `SIMULATED${drawn(180)}`,
        account,
        role,
        name,
        endsAt,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
    isOurs: (accessKeyId) => accessKeyId.startsWith(PREFIX),
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
