import type { AnnouncedType, Route } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, SEVERITIES } from '@appstream-campaign/core/internal';
import { CHANNELS, type Channel, type Routes } from './channel-settings.ts';

const ROUTES_FORMAT =
  'routes such as "slack: updateFailed, campaignStopped; ses: campaignEnded; teams: error, 30 min"';

/** Routes, or the expected format. */
export type ReadRoutes = { readonly routes: Routes } | { readonly expected: string };

/** Reads `slack: updateFailed, warning, 30 min; ses: campaignEnded`: types, the lowest severity, batching minutes. */
export function readRoutes(text: string): ReadRoutes {
  const routes: Partial<Record<Channel, Route>> = {};
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const [name = '', words = '', ...more] = part.split(':').map((one) => one.trim());
    const channel = CHANNELS.find((one) => one === name);
    const route = readWords(words);
    if (channel === undefined || route === undefined || more.length > 0 || channel in routes) {
      return { expected: `${ROUTES_FORMAT}; "${part.trim()}" is none. Channels: ${CHANNELS.join(', ')}` };
    }
    routes[channel] = route;
  }
  return { routes };
}

function readWords(words: string): Route | undefined {
  const events: AnnouncedType[] = [];
  let rest: Route = {};
  for (const word of words.split(',').map((one) => one.trim())) {
    const type = ANNOUNCED_TYPES.find((one) => one === word);
    const minSeverity = SEVERITIES.find((one) => one === word);
    const [, minutes] = /^(\d{1,4}) ?min$/.exec(word) ?? [];
    if (type !== undefined) events.push(type);
    else if (minSeverity !== undefined) rest = { ...rest, minSeverity };
    else if (minutes !== undefined && Number(minutes) <= 1440)
      rest = { ...rest, digestMinutes: Number(minutes) };
    else return undefined;
  }
  return events.length === 0 ? rest : { ...rest, events };
}
