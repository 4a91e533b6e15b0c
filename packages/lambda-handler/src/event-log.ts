import type { CampaignEvent, CampaignEventType } from '@appstream-campaign/core';
import { ANNOUNCED_TYPES, type PassEnded, severityOf } from '@appstream-campaign/core/internal';
import type { CampaignAnnouncement } from '@appstream-campaign/core/messages';

/** The log of the handler: one line per entry. Powertools' `Logger` is one. */
export interface HandlerLogger {
  /** Normal events. */
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Events that do not interrupt the run, and may need attention later. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Events that need a person. */
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
 * The default logger: JSON lines for CloudWatch Logs Insights, in the format of Powertools for AWS Lambda. It bypasses the
 * console, to whose lines Lambda adds a prefix.
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

/** The level of an announced event follows its severity; a summary repeats what was logged before. */
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
