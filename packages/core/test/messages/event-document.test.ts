import { readFile } from 'node:fs/promises';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import {
  ANNOUNCED_TYPES,
  EVENT_SCHEMA,
  type EventDocument,
  eventDocument,
} from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';

const schema = JSON.parse(await readFile(new URL('../../event.schema.json', import.meta.url), 'utf8'));

function validator(json: object) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(json);
  return (document: unknown) => {
    validate(JSON.parse(JSON.stringify(document)));
    return validate.errors ?? [];
  };
}

const errorsIn = validator(schema);
const at = '2026-11-23T12:30:00.000Z';
const ended = (count: number): AnnouncedEvent => ({
  id: 'c/campaignEnded',
  campaign: 'c',
  at,
  type: 'campaignEnded',
  startedAt: at,
  updated: [],
  failed: Array.from({ length: count }, (_, index) => ({
    status: 'failed',
    source: `Image-${index}`,
    successor: `Image-${index}-2`,
    startedAt: at,
    endedAt: at,
    reason: { code: 'update-failed', detail: 'x'.repeat(240) },
  })),
  skipped: [],
});

describe('the document of an event', () => {
  for (const event of SAMPLE_EVENTS) {
    test(`${event.type} is what the published schema says`, () => {
      const document = eventDocument(event);
      expect(errorsIn(document)).toEqual([]);
      expect(document).toMatchObject({ $schema: schema.$id, version: 1, id: event.id, type: event.type });
      for (const key of Object.keys(document)) {
        const { [key as keyof EventDocument]: _, ...less } = document;
        const optional = ['successor', 'startedAt'].includes(key) && event.type !== 'campaignEnded';
        const kept = optional && !(event.type === 'updateStarted' || event.type === 'imageUpdated');
        const hasNot =
          (['because', 'managedBy'].includes(key) && 'fleet' in event) ||
          (event.type === 'quotaTooSmall' && key === 'unseen');
        if (!kept && !hasNot) expect(errorsIn(less), `without ${key}`).not.toEqual([]);
      }
    });
  }

  test('has no member that the schema does not tell of', () => {
    // The same schema, closed: what it does not name is refused.
    const close = (part: unknown): unknown => {
      if (Array.isArray(part)) return part.map(close);
      if (typeof part !== 'object' || part === null) return part;
      const closed = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, close(value)]));
      return 'required' in part && 'type' in part && part.type === 'object'
        ? { ...closed, unevaluatedProperties: false }
        : closed;
    };
    const strictly = validator(close(schema) as object);
    for (const event of SAMPLE_EVENTS) expect(strictly(eventDocument(event))).toEqual([]);
    expect(strictly({ ...eventDocument(ended(1)), more: 1 })).not.toEqual([]);
    expect(strictly(eventDocument(SAMPLE_EVENTS))).toEqual([]);
  });

  test('of several events is a digest of their documents, as grave as the gravest', () => {
    const digest = eventDocument(SAMPLE_EVENTS.slice(0, 4));
    expect(errorsIn(digest)).toEqual([]);
    expect(digest).toMatchObject({
      type: 'digest',
      severity: 'error',
      events: SAMPLE_EVENTS.slice(0, 4).map((event) => eventDocument(event)),
    });
  });

  test('leaves out details first, then lists, until the channel can carry it, and says so', () => {
    const size = (document: EventDocument) => JSON.stringify(document).length;
    const full = eventDocument(ended(100));
    const names = eventDocument(ended(100), (document) => size(document) < size(full));
    const counts = eventDocument(ended(100), (document) => size(document) < size(names));
    expect(full).not.toHaveProperty('truncated');
    expect(names).toMatchObject({ truncated: true, counts: { failed: 100 } });
    expect(names).toHaveProperty(['failed', 99], {
      source: 'Image-99',
      successor: 'Image-99-2',
      reason: { code: 'update-failed' },
    });
    expect(counts).toMatchObject({ truncated: true, counts: { failed: 100 }, failed: [] });
    for (const document of [names, counts]) expect(errorsIn(document)).toEqual([]);
    expect(size(names)).toBeLessThan(size(full) / 2);
  });

  test('has a schema that knows every type, under the address that it names itself', () => {
    expect(schema.properties.type.enum).toEqual([...ANNOUNCED_TYPES, 'digest']);
    expect(schema.$id).toBe(EVENT_SCHEMA);
  });
});
