import { expect, test } from '@jest/globals';
import { type CallOutcome, callOutcome, fields, providerIds, receive } from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';

function recordOf(provider: (typeof providerIds)[number]): CallOutcome {
  const [outcome] = receive(provider, { headers: {}, rawBody: sampleOf(provider) }).outcomes;
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

test.each(Object.keys(fields))('%s is labelled for the people who map it', (key) => {
  const { label, help, type } = fields[key as keyof typeof fields];
  expect(label).toMatch(/^[A-Z]/);
  expect(label.split(' ').filter((word) => /^[a-z]/.test(word) && !['in', 'at'].includes(word))).toEqual([]);
  if (help !== null) expect(help).toMatch(/\.$/);
  expect(['string', 'text', 'number', 'boolean', 'datetime', 'list', 'object']).toContain(type);
});

test('no two fields have the same label', () => {
  const labels = Object.values(fields).map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
});

test('the schema wants every field and no other', () => {
  for (const provider of providerIds) {
    const record = recordOf(provider);
    for (const key of Object.keys(fields)) {
      const [block = '', leaf] = key.split('.');
      const copy = structuredClone(record) as unknown as Record<string, Record<string, unknown>>;
      if (leaf === undefined) Reflect.deleteProperty(copy, block);
      else Reflect.deleteProperty(copy[block] ?? {}, leaf);
      expect([key, callOutcome.safeParse(copy).success]).toEqual([key, false]);
    }
    expect(callOutcome.safeParse({ ...record, more: null }).success).toBe(false);
    expect(callOutcome.safeParse({ ...record, call: { ...record.call, more: null } }).success).toBe(false);
  }
});

test.each(['2024-03-20', '2024-03-20T10:00:00Z', '2024-03-20T10:00:00.000+00:00', 'now', 5, ''])(
  'the schema takes no other time than ISO 8601 in UTC with milliseconds: not %j',
  (occurredAt) => {
    expect(callOutcome.safeParse({ ...recordOf('air'), occurredAt }).success).toBe(false);
  },
);
