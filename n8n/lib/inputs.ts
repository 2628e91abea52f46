import { type INodeProperties, type INodePropertyOptions, tryToParseDateTime } from 'n8n-workflow';
import type { Choice, Input, InputKind, Inputs, Provider, RawInputs, When } from '../core.ts';
import { camelCase, capitalized, htmlOf } from './text.ts';

/** A parameter, in what its input alone does not say. */
type Widget = Pick<INodeProperties, 'type' | 'default'> &
  Partial<Omit<INodeProperties, 'displayOptions'>> & { when?: When };

type Lists = Provider['lists'];

/** What the user entered, by the names of the parameters. */
export interface Entered {
  valueOf: (name: string) => unknown;
  timezone: string;
}

/** What a kind of input looks like in n8n: a parameter, or several that hold its value together. */
interface Look<Kind extends InputKind> {
  draw: (input: Input<Kind>, name: string, lists: Lists) => Widget | Widget[];
  /** What was entered there, in the form that the core reads. Without this it has that form already. */
  read?: (value: unknown, input: Input<Kind>, entered: Entered, name: string) => unknown;
}

/** The parameters for these inputs, shown `when` what is chosen before them has these values. */
export function drawInputs(inputs: Inputs, lists: Lists, when: When = {}): INodeProperties[] {
  return Object.entries(inputs).flatMap(([name, input]) =>
    casesOf(input, inputs).flatMap((variant) => drawInput(variant, name, lists, when)),
  );
}

export function collectInputs(inputs: Inputs, entered: Entered): RawInputs {
  const values = Object.entries(inputs).map(([name, input]) => {
    const value = entered.valueOf(name);
    const { read } = looks[input.kind] as Look<InputKind>;
    return [name, read ? read(value, input, entered, name) : value];
  });
  return Object.fromEntries(values) as RawInputs;
}

function drawInput(input: Input, name: string, lists: Lists, shownWhen: When): INodeProperties[] {
  const { draw } = looks[input.kind] as Look<InputKind>;
  const { label, help, placeholder, optional = false, kind } = input;
  const isRequired = !optional && kind !== 'yesNo' && kind !== 'group';
  return [draw(input, name, lists)].flat().map(({ when, ...widget }) => ({
    displayName: label,
    name,
    ...(isRequired && { required: true }),
    ...(placeholder !== undefined && { placeholder: `e.g. ${placeholder}` }),
    ...(help !== undefined && { description: htmlOf(help) }),
    ...displayedWhen({ ...shownWhen, ...input.when, ...when }),
    ...widget,
  }));
}

const looks: { [Kind in InputKind]: Look<Kind> } = {
  text: { draw: () => ({ type: 'string', default: '' }) },

  longText: { draw: () => ({ type: 'string', typeOptions: { rows: 4 }, default: '' }) },

  whole: {
    // n8n's own number cannot be left empty.
    draw: ({ default: number }) =>
      number === undefined
        ? { type: 'string', default: '' }
        : { type: 'number', typeOptions: { numberPrecision: 0 }, default: number },
  },

  number: { draw: () => ({ type: 'string', default: '' }) },

  yesNo: { draw: () => ({ type: 'boolean', default: false }) },

  choice: { draw: drawChoice },

  choices: { draw: ({ choices }) => ({ type: 'multiOptions', options: choices.map(toOption), default: [] }) },

  dateTime: {
    draw: () => ({ type: 'dateTime', default: '' }),
    read: (value, _input, { timezone }) => momentOf(value, timezone),
  },

  phoneNumber: { draw: () => ({ type: 'string', default: '' }) },

  entry: {
    draw: ({ from }) => drawEntry(from),
    read: (value) => idOf(value),
  },

  list: {
    draw({ of: item }, _name, lists) {
      if (item.kind === 'text') return { type: 'string', typeOptions: { multipleValues: true }, default: [] };
      if (item.kind === 'whole') return { type: 'string', default: '' };
      const { noun = '', isPartial } = lists[item.from] ?? {};
      return isPartial === true
        ? drawRows(noun, [{ displayName: noun, name: camelCase(noun), ...drawEntry(item.from) }])
        : { type: 'multiOptions', typeOptions: { loadOptionsMethod: item.from }, default: [] };
    },
    read: (value, { of: item }) =>
      item.kind === 'entry' ? readRows(value, (row) => idOf(Object.values(row)[0])) : value,
  },

  pairs: {
    draw: ({ label }, name) => [
      {
        name: `specify${capitalized(name)}`,
        type: 'options',
        options: [
          { name: 'Using Fields Below', value: 'fields' },
          { name: 'Using JSON', value: 'json' },
        ],
        default: 'fields',
      },
      {
        displayName: `${label} Fields`,
        name: `${name}Fields`,
        ...drawRows('Field', [
          { displayName: 'Name', name: 'name', type: 'string', default: '' },
          { displayName: 'Value', name: 'value', type: 'string', default: '' },
        ]),
        when: { [`specify${capitalized(name)}`]: ['fields'] },
      },
      {
        displayName: `${label} JSON`,
        name: `${name}Json`,
        type: 'json',
        default: '{}',
        when: { [`specify${capitalized(name)}`]: ['json'] },
      },
    ],
    read(_value, _input, { valueOf }, name) {
      if (valueOf(`specify${capitalized(name)}`) === 'json') return valueOf(`${name}Json`);
      const fields = readRows(valueOf(`${name}Fields`), (row) => [row['name'], row['value']]);
      return Array.isArray(fields) ? Object.fromEntries(fields as [string, unknown][]) : fields;
    },
  },

  table: {
    draw: ({ nameLabel, valueLabel, choices }) =>
      drawRows(nameLabel.replace(/ Name$/, ''), [
        { displayName: nameLabel, name: 'name', type: 'string', default: '' },
        { displayName: valueLabel, name: camelCase(valueLabel), ...drawChoice({ choices }) },
      ]),
    read: (value, { valueLabel }) =>
      readRows(value, (row) => ({ name: row['name'], value: row[camelCase(valueLabel)] })),
  },

  group: {
    draw: ({ inputs }, _name, lists) => ({
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: drawInputs(inputs, lists),
    }),
    read: (value, { inputs }, { timezone }) => {
      const fields = { ...(value as object | null) } as Record<string, unknown>;
      return collectInputs(inputs, { valueOf: (name) => fields[name], timezone });
    },
  },
};

/**
 * n8n has no conditions on single choices or on what is required: such an input becomes a parameter for each value of
 * the input that it depends on.
 */
function casesOf(input: Input, inputs: Inputs): Input[] {
  const conditions = conditionsIn(input);
  const [decisive] = conditions.flatMap(Object.keys);
  if (decisive === undefined) return [input];
  const values = input.when?.[decisive] ?? valuesOf(inputs[decisive]);
  return values.map((value) => caseOf(input, { [decisive]: [value] }));
}

/** What is decided by one other input; the core checks the rest, and the help says it. */
function conditionsIn(input: Input): When[] {
  const choices = input.kind === 'choice' ? input.choices : [];
  return [...choices.map(({ when }) => when), ...(input.requiredWhen ?? [])].filter(
    (when) => when !== undefined && Object.keys(when).length === 1,
  ) as When[];
}

function caseOf({ requiredWhen, ...input }: Input, value: When): Input {
  const holds = (when: When) =>
    Object.entries(when).every(([name, values]) => values.some((one) => value[name]?.includes(one)));
  const isRequired = requiredWhen?.some(holds) ?? true;
  return {
    ...input,
    ...(input.kind === 'choice' && { choices: input.choices.filter(({ when = {} }) => holds(when)) }),
    ...(!isRequired && { optional: true }),
    when: { ...input.when, ...value },
  };
}

function valuesOf(input: Input | undefined): string[] {
  return input?.kind === 'choice' ? input.choices.map(({ value }) => value) : [];
}

function drawChoice({ choices, default: given, optional }: Omit<Input<'choice'>, 'kind' | 'label'>): Widget {
  const empty = optional === true ? [{ name: 'Not Set', value: '' }] : [];
  const options = [...empty, ...choices.map(toOption)];
  return { type: 'options', options, default: given ?? options[0]?.value ?? '' };
}

function toOption({ label, value, help }: Choice): INodePropertyOptions {
  return { name: label, value, ...(help !== undefined && { description: help }) };
}

function drawEntry(list: string): Widget {
  return {
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: searchMethodOf(list), searchable: true },
      },
      { displayName: 'By ID', name: 'id', type: 'string' },
    ],
  };
}

export function searchMethodOf(list: string): string {
  return `search${capitalized(list)}`;
}

/** Any number of the same few parameters. */
function drawRows(noun: string, values: (Widget & Pick<INodeProperties, 'displayName' | 'name'>)[]): Widget {
  const [name = ''] = noun.toLowerCase().split(' ').slice(-1);
  return {
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: `Add ${noun}`,
    default: {},
    options: [{ displayName: noun, name: `${name}s`, values }],
  };
}

/** An expression may give something else than the editor does: the core says what is wrong with it. */
function readRows(value: unknown, read: (row: Record<string, unknown>) => unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.values(value as Record<string, Record<string, unknown>[]>)
    .flat()
    .map(read);
}

/** An expression gives the id alone. */
function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

// n8n's types leave the date library's own to whoever has it installed.
const parseDateTime = tryToParseDateTime as (value: unknown, timezone: string) => { toJSDate(): Date };

/** What is chosen in the editor has no time zone and means the workflow's. */
function momentOf(value: unknown, timezone: string): unknown {
  try {
    return parseDateTime(value, timezone).toJSDate().toISOString();
  } catch {
    return value;
  }
}

function displayedWhen(when: When): Pick<INodeProperties, 'displayOptions'> {
  const show = Object.entries(when).map(([name, values]) => [name, [...values]]);
  return show.length === 0
    ? {}
    : { displayOptions: { show: Object.fromEntries(show) as Record<string, string[]> } };
}
