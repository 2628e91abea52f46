import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toPlain } from '../../../shared/values/plain.ts';
import { holds } from '../../helpers/property.ts';

test('what is plain stays as it is, in a copy of its own', () => {
  holds(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(toPlain(value)).toEqual(value);
    }),
  );
  const list = [{}];
  expect(toPlain(list)).not.toBe(list);
});

test.each(['__proto__', 'constructor', 'prototype'])('the key %s is left out on every level', (key) => {
  const value: unknown = JSON.parse(
    `{"a": 1, "${key}": {"isAdmin": true}, "list": [{"${key}": 1, "b": {"${key}": 2}}]}`,
  );
  expect(toPlain(value)).toEqual({ a: 1, list: [{ b: {} }] });
  expect(JSON.stringify(toPlain(value))).not.toContain(key);
});

test('what lies more than 100 levels deep is null, and the rest is kept', () => {
  const levels = (count: number): unknown =>
    JSON.parse(`${'[1,'.repeat(count)}"deepest"${']'.repeat(count)}`);
  expect(JSON.stringify(toPlain(levels(100)))).toContain('deepest');
  expect(toPlain(levels(100))).toEqual(levels(100));
  const cut = JSON.stringify(toPlain({ deep: levels(100_000), beside: 'kept' }));
  expect(cut).toContain('[1,[1,null]]');
  expect(cut).toContain('kept');
});
