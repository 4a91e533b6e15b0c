import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors/aws-error.ts';
import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';

interface Entry {
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

interface Request {
  readonly Entries: readonly Entry[];
  readonly EndpointId?: string;
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    Entries: {
      type: 'list',
      min: 1,
      max: 10,
      of: {
        type: 'structure',
        members: {
          Time: { type: 'timestamp' },
          Source: text,
          Resources: { type: 'list', of: { type: 'string', max: 2048 } },
          DetailType: text,
          Detail: text,
          EventBusName: { type: 'string', min: 1, max: 1600, pattern: /^[/.\-_A-Za-z0-9:]+$/ },
          TraceHeader: { type: 'string', min: 1, max: 500 },
        },
      },
    },
    EndpointId: text,
  },
  required: ['Entries'],
};

const MOST_BYTES = 256 * 1024;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents: Operation<Request> = {
  service: 'events',
  name: 'PutEvents',
  input,
  run: ({ Entries: entries }, { now, inbox, failing }) => {
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > MOST_BYTES) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const results = entries.map((entry, index) => {
      const failure = failing?.entries.includes(index)
        ? { ErrorCode: failing.code, ErrorMessage: `Scripted ${failing.code}.` }
        : failureOf(entry);
      if (failure !== undefined) return failure;
      const messageId = randomUUID();
      inbox.push({
        channel: 'eventbridge',
        at: now,
        messageId,
        bus: entry.EventBusName ?? 'default',
        source: entry.Source ?? '',
        detailType: entry.DetailType ?? '',
        detail: entry.Detail ?? '',
        time: entry.Time === undefined ? undefined : new Date(entry.Time * 1000),
        subject: undefined,
      });
      return { EventId: messageId };
    });
    return {
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    };
  },
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const counted = [Source, DetailType, Detail, ...Resources];
  return counted.reduce((sum, part) => sum + Buffer.byteLength(part), Time === undefined ? 0 : 14);
}

function failureOf({ Source, DetailType, Detail }: Entry): object | undefined {
  const failure = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => (value ?? '') === '');
  if (missing !== undefined) {
    return failure(
      'InvalidArgument',
      `Parameter ${missing[0]} is not valid. Reason: ${missing[0]} is a required argument.`,
    );
  }
  if (Source?.startsWith('aws.')) {
    return failure('NotAuthorizedForSourceException', `Not authorized for the source ${Source}.`);
  }
  if (Buffer.byteLength(DetailType ?? '') > 128) {
    return failure(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: it is longer than 128 bytes.',
    );
  }
  return isJsonObject(Detail ?? '') ? undefined : failure('MalformedDetail', 'Detail is malformed.');
}

function isJsonObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // The caller words the error.
    return false;
  }
}
