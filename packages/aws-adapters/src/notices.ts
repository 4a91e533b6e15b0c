/** Told what people should know that is no error. */
export type Notice = (notice: string) => void;

/** The listener of whoever names none: a warning of the process. */
export function warningOf(owner: string): Notice {
  return (notice) => process.emitWarning(notice, owner);
}

/** A listener that throws must not cost a listing, and must not go unnoticed either: its error is uncaught. */
export function heard(listener: Notice): Notice {
  return (notice) => {
    queueMicrotask(() => listener(notice));
  };
}
