import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../shared/values/json.ts';
import { holds } from '../../helpers/property.ts';

test('integers that a number would round keep every digit', () => {
  expect(parseJson('[9007199254740991, 9007199254740992, 9007199254740993, -12345678901234567890]')).toEqual([
    9007199254740991,
    9007199254740992,
    '9007199254740993',
    '-12345678901234567890',
  ]);
});

test('other numbers and texts with many digits stay what they are', () => {
  const text = '{"a": 0.12345678901234567, "b": 1.5e300, "c": "12345678901234567890", "d": 1e400, "e": 5}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('any JSON of a sender in JavaScript is what the built-in parser says', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.double({ min: 1e15, max: 1e30 }));
  holds(
    fc.property(value, (sent) => {
      const text = JSON.stringify(sent);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
    300,
  );
});

test('any integer is read without loss', () => {
  holds(
    fc.property(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), (integer) => {
      const read = parseJson(String(integer)) as number | string;
      expect(typeof read === 'number' ? BigInt(String(read)) : BigInt(read)).toBe(integer);
    }),
  );
});

test('a long integer does not limit how deep the rest may be', () => {
  const text = `{"id": 12345678901234567890, "deep": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(parseJson(text)).toHaveProperty('deep');
});

test.each(['', '{', '12345678901234567890x', '[12345678901234567890', '{"a":1}}', '\uFEFF1'])(
  '%j is no JSON',
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);
