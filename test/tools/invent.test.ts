import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holds } from '../helpers/property.ts';
import { differences } from './differences.ts';
import { invent, isDocumented, type Json } from './invent.ts';

/** Every value with its path, keys quoted. */
function leaves(value: Json, key = '', path = ''): { key: string; path: string; value: Json }[] {
  if (typeof value !== 'object' || value === null) return [{ key, path, value }];
  if (Array.isArray(value)) return value.flatMap((inner, index) => leaves(inner, key, `${path}/${index}`));
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, name, `${path}/${JSON.stringify(name)}`),
  );
}

const words = fc.constantFrom(
  'Dana Miller',
  'dana.miller@acme.com',
  '+4915112345678',
  '(415) 926-5358',
  'https://acme.com/calls/77?who=dana',
  '3b9f7c1e-52d4-4f6e-8a0c-7e1f5d2b9a03',
  '2026-04-18T09:00:00.000Z',
  '2023-12-31 23:12:05.62705+00',
  'CAec7g2x30425ba039a83ffb4286754983',
  'BOT: Hello Dana\nHUMAN: Who is this?',
  'Größe 44, ありがとう',
  '44',
);
const document = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('callOutcome', 'email', 'notes')), tie('value'), {
      maxKeys: 5,
    }),
  ),
})).value;

test('no value of the original is left, and all keys are', () => {
  holds(
    fc.property(document, (original) => {
      const before = leaves(original);
      const after = leaves(invent(original));
      expect(after.map(({ path }) => path)).toEqual(before.map(({ path }) => path));
      expect(after.map(({ value }) => typeof value)).toEqual(before.map(({ value }) => typeof value));
      for (const [index, { key, value }] of before.entries()) {
        const now = after[index]?.value;
        const isKept =
          value === null ||
          typeof value === 'boolean' ||
          (typeof value === 'string' &&
            (isDocumented(key, value) || !/[\p{L}\p{N}\p{M}]|[^\0-\x7f]/u.test(value)));
        if (isKept) expect(now).toEqual(value);
        else expect(now).not.toEqual(value);
      }
      // Nothing of it stands inside another value either.
      const texts = after.map(({ value }) => JSON.stringify(value)).join('\n');
      for (const { key, value } of before) {
        if (typeof value !== 'string' || isDocumented(key, value)) continue;
        for (const word of value.match(/[\p{L}\p{N}]{7,}/gu) ?? []) expect(texts).not.toContain(word);
      }
    }),
    300,
  );
});

test('forms stay, and equal values stay equal', () => {
  const [first, second] = invent([
    {
      uuid: '3b9f7c1e-52d4-4f6e-8a0c-7e1f5d2b9a03',
      email: 'dana@acme.com',
      phone: '+4915112345678',
      at: '2026-04-18T09:00:00.123Z',
      seconds: 1781935984,
      callOutcome: 'NO_SALE',
      transcript: 'BOT: Hello\nHUMAN: Hi',
    },
    { email: 'dana@acme.com' },
  ]) as Record<string, Json>[];
  expect(first).toEqual({
    uuid: expect.stringMatching(/^0{8}-0000-4000-8000-\d{12}$/),
    email: expect.stringMatching(/^person\d+@example\.com$/),
    phone: expect.stringMatching(/^\+\d{9}01\d\d$/),
    at: expect.stringMatching(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    seconds: expect.any(Number),
    callOutcome: 'NO_SALE',
    transcript: expect.stringMatching(/^BOT: [A-Z][a-z]{4}\nHUMAN: [A-Z][a-z]$/),
  });
  expect(JSON.stringify(first?.['seconds'])).toHaveLength(10);
  expect(second?.['email']).toBe(first?.['email']);
});

test('what differs from the documented deliveries is named without its value', () => {
  expect(
    differences('air', {
      call: {
        sid: 'x',
        duration: '44',
        direction: null,
        brandNew: { secret: 'Dana' },
        leadData: { any: 'thing' },
      },
      headers: {},
    }),
  ).toEqual(
    expect.arrayContaining([
      'call.duration: text, documented as number',
      'call.brandNew: not documented (object)',
      'call.transcript: missing',
    ]),
  );
  expect(differences('iclosed', [{ uuid: 1 }, { dealValue: 'Dana' }]).join('\n')).not.toContain('Dana');
});
