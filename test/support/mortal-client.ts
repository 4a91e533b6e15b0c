import type { CrashTrigger } from '@appstream-campaign/core/testing';

/** A client as a mortal process has it. */
export function mortalClient<C extends { send: (...args: never[]) => unknown; readonly config: unknown }>(
  { call }: CrashTrigger,
  client: C,
): C {
  const send = (...args: never[]) => call(async () => client.send(...args));
  return { send, config: client.config } as unknown as C;
}
