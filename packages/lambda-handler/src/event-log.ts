import type { CampaignEvent, CampaignEventType } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, type CampaignAnnouncement, severityOf } from '@appstream-campaign/core/messages';
import { Logger } from '@aws-lambda-powertools/logger';

/** Where the handler writes its log: one line an entry. Powertools' `Logger` fits. */
export interface HandlerLogger {
  /** What happened as planned. */
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** What goes on, and may need a look later. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** What needs a person. */
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

const LEVELS: Readonly<Partial<Record<CampaignEventType, 'warn' | 'error'>>> = {
  attemptFailed: 'warn',
  notificationFailed: 'error',
  notificationAbandoned: 'error',
  taggingFailed: 'warn',
  checkPostponed: 'warn',
  startPostponed: 'warn',
  sharingFailed: 'warn',
  pruneRefused: 'warn',
};

/** The logger of a function that brings none: JSON lines, fit for CloudWatch Logs Insights. */
export function createLogger(): HandlerLogger {
  return new Logger({ serviceName: 'appstream-campaign' });
}

/** The level of what people are told follows its severity; a summary repeats what was logged before. */
function levelOf(event: CampaignEvent): 'info' | 'warn' | 'error' {
  if (!isAnnounced(event) || event.type === 'campaignEnded' || event.type === 'hubEnded') return 'info';
  const severity = severityOf(event);
  return severity === 'warning' ? 'warn' : severity;
}

function isAnnounced(event: CampaignEvent): event is CampaignAnnouncement {
  return (ANNOUNCED_TYPES as readonly string[]).includes(event.type);
}

/** Writes one event as one line: its type is the message, its parts are fields. */
export function logEvent(logger: HandlerLogger, event: CampaignEvent): void {
  const { type, ...fields } = event;
  logger[LEVELS[type] ?? levelOf(event)](type, fields);
}
