/** A listener for notices: messages that are no errors. */
export type Notice = (notice: string) => void;

/** The default listener: a process warning. */
export function warningOf(owner: string): Notice {
  return (notice) => process.emitWarning(notice, owner);
}

/** A listener that throws must not fail a listing, and its error must not be lost: it becomes uncaught. */
export function isolated(listener: Notice): Notice {
  return (notice) => {
    queueMicrotask(() => listener(notice));
  };
}
