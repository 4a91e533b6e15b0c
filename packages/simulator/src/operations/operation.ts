import type { RequestShape } from '../validation/shapes.ts';
import type { Account, Region } from '../world/account.ts';
import type { Accounts, Caller } from '../world/accounts.ts';
import type { InboxEntry } from '../world/inbox.ts';

/** The services that the simulator plays. */
export type ServiceName =
  | 'appstream'
  | 'tagging'
  | 'quotas'
  | 'ses'
  | 'sns'
  | 'sts'
  | 'events'
  | 'ssm'
  | 'secretsmanager'
  | 'cloudwatch'
  | 'pricing';

/** What an operation may see and change. */
export interface OperationContext {
  readonly account: Account;
  /** All accounts, and who calls. */
  readonly accounts: Accounts;
  readonly caller: Caller;
  /** The Region that the request was signed for. */
  readonly region: Region;
  readonly now: Date;
  /** Where sent messages go. */
  readonly inbox: InboxEntry[];
  /** Entries of a request that a fault lets fail while the others work. */
  readonly failing?: { readonly entries: readonly number[]; readonly code: string };
  /** Throws AccessDeniedException unless the caller may use this IAM action. */
  readonly authorize: (action: string, resource: string) => void;
}

/** One operation of a service: its input's constraints, and what it does. */
export interface Operation<Request> {
  readonly service: ServiceName;
  readonly name: string;
  readonly input: RequestShape<Request>;
  readonly run: (request: Request, context: OperationContext) => object;
}
