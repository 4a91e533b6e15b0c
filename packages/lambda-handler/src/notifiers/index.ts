/** Notifiers from settings: one composition for the function and for the command line. @module */

export type { Channel, ChannelSettings, MailSettings, Routes } from './channel-settings.ts';
export { type ClientSettings, createNotifiers, type NotifierAccess } from './create-notifiers.ts';
export type { LoadableNotifier } from './lazy-notifier.ts';
export { type ReadRoutes, readRoutes } from './routes.ts';
export { createSecrets } from './secrets.ts';
