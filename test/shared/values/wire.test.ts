import { describe, expect, test } from '@jest/globals';
import { sailorEvent } from '../../../shared/providers/sailor/payload.ts';
import { airCall } from '../../../shared/providers/air/payload.ts';
import { iclosedEvent } from '../../../shared/providers/iclosed/payload.ts';

/** Each reader is tried through a payload schema that uses it, as a delivery would. */
const readText = (value: unknown) => airCall.parse({ notes: value }).notes;
const readNumber = (value: unknown) => airCall.parse({ duration: value }).duration;
const readFlag = (value: unknown) => airCall.parse({ primaryOutcomeAchieved: value }).primaryOutcomeAchieved;
const readMoment = (value: unknown) => airCall.parse({ createdAt: value }).createdAt;
const readJson = (value: unknown) => airCall.parse({ leadData: value }).leadData;
const readList = (value: unknown) => iclosedEvent.parse({ transaction: value }).transaction;
const readTexts = (value: unknown) =>
  sailorEvent.parse({ destination: { destination_ids: value } }).destination.destination_ids;
const readBlock = (value: unknown) => iclosedEvent.parse({ deal: value }).deal;

describe('text', () => {
  test.each<[unknown, string | null]>([
    ['Interested', 'Interested'],
    [' as sent ', ' as sent '],
    ['null', 'null'],
    [' ', ' '],
    ['', null],
    [0, '0'],
    [-0, '0'],
    [123, '123'],
    [1.5, '1.5'],
    [2 ** 53, '9007199254740992'],
    [Infinity, null],
    [true, null],
    [false, null],
    [null, null],
    [undefined, null],
    [{}, null],
    [['a'], null],
  ])('%p is %p', (value, expected) => {
    expect(readText(value)).toBe(expected);
  });
});

describe('number', () => {
  test.each<[unknown, number | null]>([
    [44, 44],
    [-1.5, -1.5],
    [0, 0],
    ['44', 44],
    [' 44 ', 44],
    ['-1.5', -1.5],
    ['+7', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['0', 0],
    ['4200.50', 4200.5],
    ['1e999', null],
    [Infinity, null],
    [NaN, null],
    ['', null],
    [' ', null],
    ['.', null],
    ['-', null],
    ['1,000', null],
    ['44 s', null],
    ['0x10', null],
    ['Infinity', null],
    ['1_000', null],
    [true, null],
    [null, null],
    [{}, null],
    [[44], null],
    [[], null],
  ])('%p is %p', (value, expected) => {
    expect(readNumber(value)).toBe(expected);
  });
});

describe('flag', () => {
  test.each<[unknown, boolean | null]>([
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
    ['False', false],
    ['TRUE', true],
    [' True ', true],
    ['', null],
    ['yes', null],
    ['1', null],
    [1, null],
    [0, null],
    [null, null],
    [undefined, null],
    [{}, null],
    [[true], null],
  ])('%p is %p', (value, expected) => {
    expect(readFlag(value)).toBe(expected);
  });
});

test.each<[unknown, unknown]>([
  ['2024-03-20', '2024-03-20'],
  [1781935984, 1781935984],
  [true, null],
  [{}, null],
  [undefined, null],
])('the moment %p is %p', (value, expected) => {
  expect(readMoment(value)).toBe(expected);
});

test.each<[unknown, unknown]>([
  [undefined, null],
  [null, null],
  [0, 0],
  [false, false],
  ['', ''],
  [
    [1, { a: 2 }],
    [1, { a: 2 }],
  ],
])('the JSON %p is %p', (value, expected) => {
  expect(readJson(value)).toEqual(expected);
});

test.each<[unknown, unknown[]]>([
  [
    [1, 'a', null, { b: 1 }],
    [1, 'a', null, { b: 1 }],
  ],
  [[], []],
  [undefined, []],
  [null, []],
  [{ 0: 'a', length: 1 }, []],
  ['ab', []],
])('the list %p is %p', (value, expected) => {
  expect(readList(value)).toEqual(expected);
});

test.each<[unknown, string[]]>([
  [
    ['a', 7, '', null, {}, true, ['b']],
    ['a', '7'],
  ],
  ['a', []],
  [undefined, []],
])('the ids of %p are %p', (value, expected) => {
  expect(readTexts(value)).toEqual(expected);
});

test.each([undefined, null, 'none', 5, true, [], [{ value: 5 }], {}])(
  'the block %p has every key',
  (value) => {
    expect(readBlock(value)).toEqual({ transactionType: null, createdAt: null, value: null });
  },
);
