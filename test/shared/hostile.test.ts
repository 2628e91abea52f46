import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeError, providerIds, receive, type Received } from '../../shared/index.ts';
import { hostileDelivery, surpriseOf } from '../helpers/hostile.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { holds } from '../helpers/property.ts';
import { watchPrototypes } from '../helpers/prototypes.ts';

let prototypesAreUntouched: () => boolean;
beforeEach(() => {
  prototypesAreUntouched = watchPrototypes();
});
afterEach(() => {
  expect(prototypesAreUntouched()).toBe(true);
});

/** What a host in plain JavaScript could hand over. */
const receiveAnything = receive as (...args: readonly unknown[]) => Received;

/** The code of the error, `null` where there is none, or the error itself where it is no OutcomeError. */
function codeOf(run: () => unknown): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof OutcomeError ? error.code : error;
  }
}

test('any delivery gives records of the schema or a documented error', () => {
  holds(
    fc.property(hostileDelivery, (delivery) => {
      expect(surpriseOf(delivery)).toBeNull();
    }),
    250,
  );
});

test('any header, query, body and option of any type gives nothing but a documented error', () => {
  const anything = fc.oneof(
    fc.anything({ withBoxedValues: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
    fc.constantFrom(
      null,
      undefined,
      NaN,
      new Uint8Array(2),
      new ArrayBuffer(2),
      new DataView(new ArrayBuffer(2)),
    ),
  );
  const request = fc.record(
    {
      headers: fc.oneof(anything, fc.dictionary(fc.constantFrom('authorization', 'Webhook-Id'), anything)),
      rawBody: fc.oneof(anything, fc.constant('{"call":{"outcome":"x"}}')),
      query: fc.oneof(anything, fc.record({ token: anything })),
    },
    { requiredKeys: [] },
  );
  const options = fc.record(
    {
      secret: fc.oneof(anything, fc.constant('c2VjcmV0')),
      now: fc.oneof(
        anything,
        fc.constantFrom(
          () => null,
          () => 'never',
          () => new Date(NaN),
        ),
      ),
      defaultCountry: anything,
      results: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
      includeRaw: anything,
    },
    { requiredKeys: [] },
  );
  const promised = [null, 'unauthorized', 'malformed_body', 'invalid_payload', 'unknown_provider'];
  holds(
    fc.property(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom<unknown>(...providerIds) },
        { weight: 1, arbitrary: anything },
      ),
      fc.oneof({ weight: 9, arbitrary: request }, { weight: 1, arbitrary: anything }),
      fc.oneof({ weight: 9, arbitrary: options }, { weight: 1, arbitrary: anything }),
      (...args) => {
        expect(promised).toContain(codeOf(() => receiveAnything(...args)));
      },
    ),
    300,
  );
});

describe.each(providerIds)('%s', (provider) => {
  test.each([
    ['no request', null],
    ['no body', { headers: {} }],
    ['an empty body', { headers: {}, rawBody: '' }],
    ['only a byte-order mark', { headers: {}, rawBody: '\uFEFF' }],
    ['a body somebody parsed already', { headers: {}, rawBody: { call: { outcome: 'x' } } }],
    ['a form', { headers: {}, rawBody: 'outcome=Interested&call=1' }],
    ['gzip', { headers: {}, rawBody: Uint8Array.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]) }],
    ['UTF-16', { headers: {}, rawBody: Buffer.from('{"call":{}}', 'utf16le') }],
    ['two documents', { headers: {}, rawBody: '{}\n{}' }],
  ])('%s is a malformed body', (_what, request) => {
    expect(codeOf(() => receiveAnything(provider, request))).toBe('malformed_body');
  });

  test.each([
    'null',
    'true',
    '0',
    '"text"',
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '{"data":null}',
    '{"__proto__":{"call":{}}}',
  ])('%s is no event', (rawBody) => {
    expect(codeOf(() => receive(provider, { headers: {}, rawBody }))).toBe('invalid_payload');
  });

  test('a byte-order mark before the JSON changes nothing', () => {
    const body = sampleOf(provider);
    const expected = receive(provider, { headers: {}, rawBody: body });
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    expect(receive(provider, { headers: {}, rawBody: Buffer.concat([mark, body]) })).toEqual(expected);
    expect(receive(provider, { headers: {}, rawBody: `\uFEFF${body.toString()}` })).toEqual(expected);
  });

  // A pattern that backtracks needs hours for one of these, a parser that recurses runs out of stack.
  const many = 1_000_000;
  const levels = 20_000;
  test.each([
    ['a number of many digits and a letter', JSON.stringify(`${'1'.repeat(many)}x`)],
    ['a time with many blanks', JSON.stringify(`2024-03-20 10:00:00${' '.repeat(many)}x`)],
    ['a date with many blanks', JSON.stringify(`2024-03-20${' '.repeat(many)}x`)],
    ['a time with a long fraction', JSON.stringify(`2024-03-20 10:00:00.${'1'.repeat(many)}x`)],
    ['many blanks', JSON.stringify(`${' '.repeat(many)}x`)],
    ['many plus signs', JSON.stringify('+'.repeat(many))],
    ['a long list', `[${'{},'.repeat(many / 100)}{}]`],
    ['many lists in each other', '['.repeat(levels) + ']'.repeat(levels)],
    ['many objects in each other', '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)],
  ])('%s, in every place at once and alone, ends in a documented way', (_what, value) => {
    const sample: unknown = JSON.parse(sampleOf(provider).toString());
    const places = JSON.stringify(sample, (_key, item: unknown) =>
      typeof item === 'object' && item !== null ? item : '<place>',
    );
    for (const rawBody of [places.replaceAll('"<place>"', () => value), value]) {
      expect(surpriseOf({ provider, request: { headers: {}, rawBody }, options: {} })).toBeNull();
    }
  });

  test('ten megabytes end in a documented way', () => {
    const event = sampleOf(provider).toString();
    const padded = event.replace('{', () => `{"padding": "${'x'.repeat(10_000_000)}",`);
    expect(codeOf(() => receive(provider, { headers: {}, rawBody: padded }))).toBeNull();
    const list = `[${'0,'.repeat(5_000_000)}0]`;
    expect(codeOf(() => receive(provider, { headers: {}, rawBody: list }))).toBe('invalid_payload');
  });
});
