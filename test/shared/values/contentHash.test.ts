import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentHash } from '../../../shared/values/contentHash.ts';
import { type Json, reverseKeys } from '../../helpers/json.ts';
import { holds } from '../../helpers/property.ts';

test('it is the SHA-256 in hex of the JSON with sorted keys', () => {
  // printf '%s' '{"a":[1,{"c":null,"d":"é"}],"b":true}' | sha256sum
  expect(contentHash({ b: true, a: [1, { d: 'é', c: null }] })).toBe(
    '47f93a44aba63c7259429d766b2137b9366b6a5015c66057a22f510970ca8c0a',
  );
});

test('the order of keys does not matter on any level', () => {
  holds(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(contentHash(reverseKeys(value as Json))).toBe(contentHash(value));
    }),
  );
});

test('different content gives different hashes', () => {
  const values = [
    null,
    0,
    '0',
    '',
    [],
    {},
    [null],
    [0],
    { a: 0 },
    { a: '0' },
    { a: null },
    { b: 0 },
    [1, 2],
    [2, 1],
  ];
  expect(new Set(values.map(contentHash)).size).toBe(values.length);
  expect(new Set(['\uD800', '\uDC00', '\uFFFD'].map(contentHash)).size).toBe(3);
});
