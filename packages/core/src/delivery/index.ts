/** For notifiers: which events go to one, and how its options are read. @module */

export { MAX_DIGEST_MINUTES, ROUTE_KEYS, readRoute } from './route.ts';
export { RoutedNotifier } from './routed-notifier.ts';
