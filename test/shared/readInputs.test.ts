import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeError, type RawInputs, readInputs, readSettings } from '../../shared/index.ts';
import {
  choice,
  choices,
  dateTime,
  entry,
  group,
  type Input,
  list,
  longText,
  number,
  pairs,
  phoneNumber,
  table,
  text,
  whole,
  yesNo,
} from '../../shared/inputs.ts';
import { defaultCountry } from '../../shared/settings.ts';
import { holds } from '../helpers/property.ts';

const colours = [
  { value: 'RED', label: 'Bright Red' },
  { value: 'darkBlue', label: 'Dark Blue', key: 'dark_blue' },
];

function read(input: Input, given: unknown): unknown {
  return readInputs({ input }, { input: given })['input'];
}

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof OutcomeError && error.code === 'invalid_input') return error.message;
    throw error;
  }
  return 'no problem';
}

const label = 'It';

describe('what a host hands over becomes a value of the declared type', () => {
  test.each<[Input, unknown, unknown]>([
    [text({ label }), ' words ', 'words'],
    [text({ label }), 42, '42'],
    [longText({ label }), 'one\n two ', 'one\n two '],
    [whole({ label }), '42', 42],
    [whole({ label }), ' -7 ', -7],
    [whole({ label }), 3.0, 3],
    [number({ label }), '4.5', 4.5],
    [yesNo({ label }), true, true],
    [yesNo({ label }), 'True', true],
    [yesNo({ label }), 'false', false],
    [yesNo({ label }), false, false],
    [yesNo({ label }), null, false],
    [yesNo({ label }), '', false],
    [choice({ label, choices: colours }), 'red', 'RED'],
    [choice({ label, choices: colours }), 'Bright red', 'RED'],
    [choice({ label, choices: colours }), 'dark_blue', 'darkBlue'],
    [choice({ label, choices: colours, default: 'RED' }), undefined, 'RED'],
    [choice({ label, choices: colours, default: 'RED', optional: true }), '', undefined],
    [choices({ label, choices: colours }), ['RED', '', null, 'Dark Blue'], ['RED', 'darkBlue']],
    [choices({ label, choices: colours }), 'red, dark_blue', ['RED', 'darkBlue']],
    [choices({ label, choices: colours, open: true }), ['green', 'red'], ['green', 'RED']],
    [dateTime({ label }), '2026-06-25T09:30:00+02:00', '2026-06-25T07:30:00.000Z'],
    [dateTime({ label }), '2026-06-25T09:30:00', '2026-06-25T09:30:00.000Z'],
    [dateTime({ label }), new Date(0), '1970-01-01T00:00:00.000Z'],
    [pairs({ label }), { a: 1 }, { a: 1 }],
    [pairs({ label }), '{"a":{"b":2}}', { a: { b: 2 } }],
    [pairs({ label }), '{"id":12345678901234567891}', { id: '12345678901234567891' }],
    [list({ label, of: { kind: 'text' } }), ['a, b', ' c ', ''], ['a, b', 'c']],
    [list({ label, of: { kind: 'text' } }), 'a, b', ['a, b']],
    [list({ label, of: { kind: 'whole' } }), '12, 34', [12, 34]],
    [list({ label, of: { kind: 'whole' } }), ['12', 34], [12, 34]],
    [list({ label, of: { kind: 'whole' }, optional: true }), null, undefined],
    [list({ label, of: { kind: 'whole' }, optional: true }), [''], undefined],
    [entry({ label, from: 'x' }), 42, '42'],
    [group({ label, inputs: { a: whole({ label, optional: true }) } }), { a: '1' }, { a: 1 }],
    [group({ label, inputs: { a: whole({ label, optional: true }) } }), { a: '' }, undefined],
    [
      table({ label, nameLabel: 'Name', valueLabel: 'Colour', choices: colours, each: 'x' }),
      [{ name: ' sky ', value: 'dark_blue' }, { name: '' }],
      [{ name: 'sky', value: 'darkBlue' }],
    ],
  ])('%j: %j → %j', (input, given, value) => {
    expect(read(input, given)).toEqual(value);
  });
});

describe('what cannot be that is refused by its label, and never quoted', () => {
  test.each<[Input, unknown, string]>([
    [text({ label }), '  ', 'It is required.'],
    [text({ label }), {}, 'It is required.'],
    [text({ label }), { a: 1 }, 'It must be text.'],
    [text({ label, maxLength: 3 }), 'secret', 'It must have at most 3 characters.'],
    [text({ label, accepts: () => false, mustBe: 'a rhyme' }), 'secret', 'It must be a rhyme.'],
    [whole({ label }), 'secret', 'It must be a whole number.'],
    [whole({ label }), 1.5, 'It must be a whole number.'],
    [whole({ label }), '9007199254740993', 'It must be a whole number.'],
    [whole({ label, min: 1 }), 0, 'It must be at least 1.'],
    [whole({ label, max: 9 }), 10, 'It must be at most 9.'],
    [number({ label }), 'secret', 'It must be a number.'],
    [yesNo({ label }), 'secret', 'It must be yes or no.'],
    [choice({ label, choices: colours }), 'secret', 'It must be “Bright Red” or “Dark Blue”.'],
    [choices({ label, choices: colours }), ['secret'], 'It must be “Bright Red” or “Dark Blue”.'],
    [defaultCountry, 'secret', 'Default Country must be in the list.'],
    [dateTime({ label }), 'secret', 'It must be a date and time, such as 2026-06-25T09:30:00Z.'],
    [pairs({ label }), 'secret', 'It must be names and values.'],
    [pairs({ label }), [1], 'It must be names and values.'],
    [list({ label, of: { kind: 'whole', min: 1 } }), '1,secret', 'It must be a whole number.'],
    [
      group({ label, inputs: { a: whole({ label: 'A', optional: true }) } }),
      { a: 'secret' },
      'A must be a whole number.',
    ],
    [
      table({ label, nameLabel: 'Name', valueLabel: 'Colour', choices: colours, each: 'x' }),
      [
        { name: 'sky', value: 'RED' },
        { name: 'Sky', value: 'darkBlue' },
      ],
      'It has “Sky” twice, as Bright Red and as Dark Blue.',
    ],
  ])('%j: %j', (input, given, problem) => {
    expect(problemOf(() => read(input, given))).toBe(problem);
  });
});

describe('phone numbers', () => {
  const inputs = { defaultCountry, phone: phoneNumber({ label: 'Phone', country: 'defaultCountry' }) };

  test.each([
    ['+15555550142', undefined],
    ['(555) 555-0142', 'US'],
    ['555 555 0142', 'United States'],
  ])('%s in %s', (phone, country) => {
    expect(readInputs(inputs, { phone, defaultCountry: country }).phone).toBe('+15555550142');
  });

  test.each(['5555550142', 'mum', '12'])('%s alone is refused', (phone) => {
    expect(problemOf(() => readInputs(inputs, { phone }))).toBe(
      'Phone must be a phone number with its country code, such as +15555550100.',
    );
  });
});

describe('conditions', () => {
  const inputs = {
    kind: choice({
      label: 'Kind',
      choices: [
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ],
    }),
    why: choice({
      label: 'Why',
      choices: [
        { value: 'x', label: 'X', when: { kind: ['a'] } },
        { value: 'y', label: 'Y', when: { kind: ['b'] } },
        { value: 'z', label: 'Z' },
      ],
      optional: true,
    }),
    only: text({ label: 'Only', when: { kind: ['a'] } }),
    more: text({ label: 'More', requiredWhen: [{ kind: ['a'], why: ['x'] }] }),
  };

  test.each<[RawInputs, unknown]>([
    [
      { kind: 'a', only: '1' },
      { kind: 'a', only: '1' },
    ],
    [{ kind: 'b', only: '1' }, { kind: 'b' }],
    [{ kind: 'a' }, 'Only is required when Kind is A.'],
    [{ only: '1' }, 'Kind is required. Choose Kind, or clear Only.'],
    [{ kind: 'b', why: 'x' }, 'Why must be “Y” or “Z”.'],
    [{ kind: 'a', only: '1', why: 'x' }, 'More is required when Kind is A and Why is X.'],
  ])('%j → %j', (raw, result) => {
    if (typeof result === 'string') expect(problemOf(() => readInputs(inputs, raw))).toBe(result);
    else expect(readInputs(inputs, raw)).toEqual(result);
  });
});

test('settings that cannot be read cost nothing but themselves', () => {
  const inputs = { a: whole({ label, optional: true }), b: whole({ label, optional: true }) };
  expect(readSettings(inputs, { a: 'x', b: '2' })).toEqual({ b: 2 });
});

test('nothing makes reading throw anything else', () => {
  const inputs = {
    text: text({ label }),
    whole: whole({ label }),
    number: number({ label }),
    yesNo: yesNo({ label }),
    choice: choice({ label, choices: colours }),
    choices: choices({ label, choices: colours }),
    dateTime: dateTime({ label }),
    pairs: pairs({ label }),
    table: table({ label, nameLabel: 'x', valueLabel: 'x', choices: colours, each: 'x' }),
    list: list({ label, of: { kind: 'whole' } }),
    defaultCountry,
    phone: phoneNumber({ label, country: 'defaultCountry' }),
    group: group({ label, inputs: { a: whole({ label }) } }),
  };
  holds(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (given) => {
      const raw = Object.fromEntries(Object.keys(inputs).map((name) => [name, given]));
      expect(problemOf(() => readInputs(inputs, raw))).not.toBe('');
      readSettings(inputs, raw);
    }),
  );
});
