import type { CampaignEvent, CampaignEventType } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, type PassEnded, severityOf } from '@appstream-campaign/core/internal';
import type { CampaignAnnouncement } from '@appstream-campaign/core/messages';

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

/**
 * The logger of a function that brings none: JSON lines, fit for CloudWatch Logs Insights, in the form of Powertools for
 * AWS Lambda. Written past the console, to which Lambda adds words of its own.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 */
export function createLogger(): HandlerLogger {
  const write =
    (level: string, stream: NodeJS.WriteStream) =>
    (message: string, fields: Readonly<Record<string, unknown>>): void => {
      const [, trace] = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '') ?? [];
      const line = {
        level,
        message,
        timestamp: new Date().toISOString(),
        service: 'appstream-campaign',
        ...(trace === undefined ? {} : { xray_trace_id: trace }),
      };
      stream.write(`${JSON.stringify({ ...line, ...fields, ...line })}\n`);
    };
  return {
    info: write('INFO', process.stdout),
    warn: write('WARN', process.stderr),
    error: write('ERROR', process.stderr),
  };
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
export function logEvent(logger: HandlerLogger, event: CampaignEvent | PassEnded): void {
  const { type, ...fields } = event;
  const level = event.type === 'passEnded' ? 'info' : (LEVELS[event.type] ?? levelOf(event));
  logger[level](type, fields);
}
