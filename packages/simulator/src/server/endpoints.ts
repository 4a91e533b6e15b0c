import type { WireAnswer } from '../wire/answers.ts';
import type { Account } from '../world/account.ts';
import type { Accounts } from '../world/accounts.ts';
import { isManualClock } from '../world/clock.ts';
import type { InboxEntry } from '../world/inbox.ts';
import type { World } from '../world/world.ts';
import type { Call } from './call-log.ts';

/** What can be seen through the doors. */
export interface EndpointParts {
  readonly accounts: Accounts;
  readonly world: World;
  readonly calls: readonly Call[];
  readonly inbox: readonly InboxEntry[];
}

const PREFIX = '/_simulator';

/** Plain HTTP for people with curl: see the images, the inbox and the calls, and move a manual clock. */
export function openEndpoint(parts: EndpointParts, method: string, path: string, body: string): WireAnswer {
  const door = `${method} ${path.slice(PREFIX.length).replace(/\/$/, '') || '/'}`;
  switch (door) {
    case 'GET /':
      return answer(200, summary(parts));
    case 'GET /images':
      return answer(
        200,
        regions(parts.accounts.main).flatMap((region) => parts.world.images({ region })),
      );
    case 'GET /inbox':
      return answer(200, parts.inbox);
    case 'GET /calls':
      return answer(200, parts.calls);
    case 'GET /clock':
      return answer(200, timeOf(parts.accounts.main));
    case 'POST /clock':
      return moveClock(parts.accounts.main, body);
    default:
      return answer(404, { message: `There is no door ${method} ${path}.`, doors: ENDPOINTS });
  }
}

const ENDPOINTS = [
  `GET ${PREFIX}/`,
  `GET ${PREFIX}/images`,
  `GET ${PREFIX}/inbox`,
  `GET ${PREFIX}/calls`,
  `GET ${PREFIX}/clock`,
  `POST ${PREFIX}/clock {"advanceMinutes": 30}, or {"advanceTo": "2026-11-23T08:00:00Z"}`,
];

function summary({ accounts, world, calls, inbox }: EndpointParts): object {
  const { main: account } = accounts;
  const seen = regions(account).map((region) => ({
    region,
    images: world.images({ region }).length,
    updatesInProgress: world.updatesInProgress({ region }).length,
    imageBuilders: world.builders({ region }).length,
  }));
  return {
    now: account.clock.now(),
    account: account.settings.account,
    otherAccounts: accounts.all.filter((one) => one !== account).map(({ settings }) => settings.account),
    quotas: account.quotas,
    regions: seen,
    calls: calls.length,
    inbox: inbox.length,
    doors: ENDPOINTS,
  };
}

function timeOf({ clock }: Account): object {
  return { now: clock.now(), manual: isManualClock(clock), speed: clock.speed };
}

function moveClock({ clock }: Account, body: string): WireAnswer {
  if (!isManualClock(clock)) {
    const message = 'This clock moves by itself. Start the simulator with --manual-clock to move it by hand.';
    return answer(409, { message, now: clock.now() });
  }
  const target = targetOf(body, clock.now());
  if (target === undefined) {
    const expected = '{"advanceMinutes": 30}, with a number of at least 0, or {"advanceTo": "<an instant>"}';
    const message = `The body must be like ${expected}; it is ${body || 'empty'}.`;
    return answer(400, { message, now: clock.now() });
  }
  // An instant that has passed is reached already: someone else has moved the clock meanwhile.
  if (target > clock.now()) clock.advanceTo(target);
  return answer(200, { now: clock.now() });
}

function targetOf(body: string, now: Date): Date | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return undefined;
    if ('advanceTo' in value && typeof value.advanceTo === 'string') {
      const instant = new Date(value.advanceTo);
      return Number.isNaN(instant.getTime()) ? undefined : instant;
    }
    const minutes = 'advanceMinutes' in value ? value.advanceMinutes : undefined;
    return typeof minutes === 'number' && minutes >= 0
      ? new Date(now.getTime() + minutes * 60_000)
      : undefined;
  } catch {
    // Not JSON: the caller's answer shows what is wanted.
    return undefined;
  }
}

function regions(account: Account): readonly string[] {
  return [...account.regions.keys()];
}

function answer(status: number, value: object): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}
