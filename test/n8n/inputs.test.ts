import { expect, test } from '@jest/globals';
import { type INodeParameters, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';
import { collectInputs, drawInputs } from '../../n8n/lib/inputs.ts';
import * as kind from '../../shared/inputs.ts';
import type { EntryList } from '../../shared/index.ts';

const label = 'One';
const choices = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];
const entries: EntryList = { noun: 'Smart List', entries: () => Promise.resolve([]) };
const lists = { complete: entries, partial: { ...entries, isPartial: true } };
const listed = (value: string) => ({ __rl: true, mode: 'list', value });

/** What n8n gives a node for parameters that a user has entered: its defaults, without what it does not show. */
function resolved(inputs: kind.Inputs, entered: INodeParameters): INodeParameters {
  const properties = drawInputs(inputs, lists);
  const node = { typeVersion: 1, parameters: entered } as never;
  return (
    NodeHelpers.getNodeParameters(properties, entered, true, false, node, {
      properties,
    } as INodeTypeDescription) ?? {}
  );
}

function collected(inputs: kind.Inputs, entered: INodeParameters = {}) {
  const parameters = resolved(inputs, entered);
  return collectInputs(inputs, { valueOf: (name) => parameters[name] ?? null, timezone: 'Europe/Berlin' });
}

test.each<[string, kind.Input, INodeParameters, unknown]>([
  ['a text', kind.text({ label }), { one: 'x' }, 'x'],
  ['a long text', kind.longText({ label }), { one: 'x\ny' }, 'x\ny'],
  ['a whole number left empty', kind.whole({ label }), {}, ''],
  ['a whole number with a default', kind.whole({ label, default: 0 }), {}, 0],
  ['a number', kind.number({ label }), { one: '1.5' }, '1.5'],
  ['a yes', kind.yesNo({ label }), { one: true }, true],
  ['a required choice left as it is', kind.choice({ label, choices }), {}, 'a'],
  ['an optional choice left as it is', kind.choice({ label, choices, optional: true }), {}, ''],
  ['a choice with a default', kind.choice({ label, choices, default: 'b' }), {}, 'b'],
  ['several choices', kind.choices({ label, choices }), { one: ['b'] }, ['b']],
  [
    'a moment in the zone of the workflow',
    kind.dateTime({ label }),
    { one: '2026-01-02T03:00:00' },
    '2026-01-02T02:00:00.000Z',
  ],
  [
    'a moment in its own zone',
    kind.dateTime({ label }),
    { one: '2026-01-02T03:00:00Z' },
    '2026-01-02T03:00:00.000Z',
  ],
  ['no moment', kind.dateTime({ label }), {}, ''],
  ['a moment that is none', kind.dateTime({ label }), { one: 'soon' }, 'soon'],
  [
    'names and values',
    kind.pairs({ label }),
    { oneFields: { fields: [{ name: 'a', value: '1' }] } },
    { a: '1' },
  ],
  ['no names and values', kind.pairs({ label }), {}, {}],
  [
    'names and values as JSON',
    kind.pairs({ label }),
    { specifyOne: 'json', oneJson: '{ "a": 1 }' },
    '{ "a": 1 }',
  ],
  [
    'a table',
    kind.table({ label, nameLabel: 'Outcome Name', valueLabel: 'Result', choices, each: '' }),
    { one: { outcomes: [{ name: 'x', result: 'b' }, { name: 'y' }] } },
    [
      { name: 'x', value: 'b' },
      { name: 'y', value: 'a' },
    ],
  ],
  ['texts', kind.list({ label, of: { kind: 'text' } }), { one: ['x', 'y'] }, ['x', 'y']],
  ['whole numbers', kind.list({ label, of: { kind: 'whole' } }), { one: '1, 2' }, '1, 2'],
  ['an entry', kind.entry({ label, from: 'complete' }), { one: listed('7') }, '7'],
  ['an entry by an expression', kind.entry({ label, from: 'complete' }), { one: '7' }, '7'],
  [
    'entries of a complete list',
    kind.list({ label, of: { kind: 'entry', from: 'complete' } }),
    { one: ['7'] },
    ['7'],
  ],
  [
    'entries of a partial list',
    kind.list({ label, of: { kind: 'entry', from: 'partial' } }),
    { one: { lists: [{ smartList: listed('7') }, { smartList: listed('8') }] } },
    ['7', '8'],
  ],
  [
    'a phone number',
    kind.phoneNumber({ label, country: 'country' }),
    { one: '+15555550123' },
    '+15555550123',
  ],
  [
    'a group',
    kind.group({
      label,
      inputs: { two: kind.entry({ label, from: 'complete' }), three: kind.text({ label }) },
    }),
    { one: { two: listed('7') } },
    { two: '7', three: undefined },
  ],
])('%s', (_, input, entered, expected) => {
  expect(collected({ one: input }, entered)).toEqual({ one: expected });
});

test('what depends on another choice is shown, required and offered as that choice says', () => {
  const inputs = {
    kind: kind.choice({ label: 'Kind', choices }),
    reason: kind.choice({
      label: 'Reason',
      choices: [
        { value: 'both', label: 'Both' },
        { value: 'b only', label: 'B only', when: { kind: ['b'] } },
      ],
      requiredWhen: [{ kind: ['b'] }],
    }),
    note: kind.text({ label: 'Note', when: { kind: ['b'] } }),
  };
  const shown = drawInputs(inputs, lists, { operation: ['create'] }).slice(1);
  const when = (value: string) => ({ show: { operation: ['create'], kind: [value] } });
  expect(shown).toEqual([
    expect.objectContaining({ name: 'reason', default: '', displayOptions: when('a') }),
    expect.objectContaining({ name: 'reason', default: 'both', required: true, displayOptions: when('b') }),
    expect.objectContaining({
      name: 'note',
      displayOptions: { show: { operation: ['create'], kind: ['b'] } },
    }),
  ]);
  expect(shown.map(({ options = [] }) => options.map(({ name }) => name))).toEqual([
    ['Not Set', 'Both'],
    ['Both', 'B only'],
    [],
  ]);
  expect(collected(inputs, { kind: 'a', note: 'hidden' })).toEqual({ kind: 'a', reason: '', note: null });
});

test('whole numbers are entered in one field, since nobody has a list of them', () => {
  const inputs = { one: kind.list({ label, of: { kind: 'whole' } }) };
  expect(drawInputs(inputs, lists)).toMatchObject([{ name: 'one', type: 'string' }]);
  expect(drawInputs(inputs, lists)[0]).not.toHaveProperty('typeOptions');
});
