/** Declared inputs as fields of the Zap editor, and what Zapier hands over as what the core reads. */
import type { PlainInputField } from 'zapier-platform-core';
import {
  type Choice,
  conditionText,
  type Input,
  type InputKind,
  type Inputs,
  type RawInputs,
} from '../../shared/index.ts';

/** Where dropdowns and searches are found: keys of the app for the provider's lists and nouns. */
export interface Dropdowns {
  /** The hidden trigger for a list, if the provider has that list. */
  listKey: (list: string) => string | undefined;
  /** The search that finds one entry of a list. */
  searchKey: (list: string) => string | undefined;
}

/** Required fields come first, as Zapier asks. */
export function inputFieldsOf(inputs: Inputs, dropdowns: Dropdowns): PlainInputField[] {
  const fields = Object.entries(inputs).flatMap(([name, input]) =>
    fieldsOf(keyOf(name, input), input, inputs, dropdowns),
  );
  return [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)];
}

/** The values of the fields by the names of the inputs. */
export function rawInputsOf(inputs: Inputs, data: RawInputs, prefix = ''): RawInputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const key = prefix + keyOf(name, input);
      if (input.kind === 'group') return [name, rawInputsOf(input.inputs, data, prefixOf(key))];
      if (input.kind === 'table') return [name, rowsOf(key, input, data)];
      return [name, data[key]];
    }),
  );
}

/**
 * In snake_case. Whole numbers called id are called number, since Zapier wants a dropdown for every `_id` (D004):
 * https://docs.zapier.com/integrations/publish/integration-checks-reference
 */
function keyOf(name: string, input: Input): string {
  if (input.key !== undefined) return input.key;
  const isWhole = input.kind === 'whole' || (input.kind === 'list' && input.of.kind === 'whole');
  const key = snakeCase(name);
  return isWhole ? key.replace(/(^|_)id(s?)$/, '$1number$2') : key;
}

export function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

function prefixOf(groupKey: string): string {
  return groupKey === '' ? '' : `${groupKey}_`;
}

function fieldsOf(key: string, input: Input, inputs: Inputs, dropdowns: Dropdowns): PlainInputField[] {
  switch (input.kind) {
    case 'group':
      return Object.entries(input.inputs).flatMap(([name, inner]) =>
        fieldsOf(prefixOf(key) + keyOf(name, inner), inner, input.inputs, dropdowns),
      );
    case 'table':
      return input.choices.map((choice) => ({
        key: rowKey(key, choice),
        label: `${input.label}: ${choice.label}`,
        helpText: input.each.replace('{choice}', choice.label),
        list: true,
        ...namesFrom(input.namesFrom, dropdowns),
      }));
    default: {
      const helpText = [input.help, ...conditionsOf(input, inputs)].filter(Boolean).join(' ');
      return [
        {
          key,
          label: input.label,
          ...(helpText !== '' && { helpText }),
          ...(input.placeholder !== undefined && { placeholder: input.placeholder }),
          ...(isRequired(input) && { required: true }),
          ...(widgets[input.kind] as Widget<Input>)(input, dropdowns),
        },
      ];
    }
  }
}

function isRequired(input: Input): boolean {
  const mayBeEmpty =
    input.optional ?? (input.when !== undefined || input.requiredWhen !== undefined || 'default' in input);
  return !mayBeEmpty && input.kind !== 'yesNo';
}

/** Zapier hides no field, so that its help says when it counts. */
function conditionsOf({ when, requiredWhen, ...input }: Input, inputs: Inputs): string[] {
  if (requiredWhen) {
    return [`Required when ${requiredWhen.map((one) => conditionText(one, inputs)).join(', or when ')}.`];
  }
  if (!when) return [];
  const isNeeded = input.optional !== true && input.kind !== 'yesNo' && !('default' in input);
  return [`${isNeeded ? 'Required' : 'Counts only'} when ${conditionText(when, inputs)}.`];
}

type Widget<I> = (input: I, dropdowns: Dropdowns) => Partial<PlainInputField>;

const widgets: { [Kind in Exclude<InputKind, 'group' | 'table'>]: Widget<Input<Kind>> } = {
  text: () => ({ type: 'string' }),
  longText: () => ({ type: 'text' }),
  whole: (input) => ({
    type: 'integer',
    ...(input.default !== undefined && { default: String(input.default) }),
  }),
  number: () => ({ type: 'number' }),
  yesNo: () => ({ type: 'boolean' }),
  choice: ({ choices, default: opensWith, optional }) => ({
    choices: choicesOf(choices),
    // What is optional opens empty.
    ...(opensWith !== undefined && optional !== true && { default: valueOf(choices, opensWith) }),
  }),
  choices: ({ choices }) => ({ choices: choicesOf(choices), list: true }),
  dateTime: () => ({ type: 'datetime' }),
  pairs: () => ({ dict: true }),
  list: ({ of: item, namesFrom: names }, dropdowns) => ({
    list: true,
    ...(item.kind === 'whole' && { type: 'integer' }),
    ...(item.kind === 'entry' ? fromList(item.from, 'id', dropdowns) : namesFrom(names, dropdowns)),
  }),
  entry({ from }, dropdowns) {
    const search = dropdowns.searchKey(from);
    return { ...fromList(from, 'id', dropdowns), ...(search !== undefined && { search: `${search}.id` }) };
  },
  phoneNumber: () => ({ type: 'string' }),
};

const knownChoices = new Map<readonly Choice[], Record<string, string>>();

/** One object for one list, since that of all countries is in many steps. */
function choicesOf(choices: readonly Choice[]): Record<string, string> {
  const known = knownChoices.get(choices);
  if (known) return known;
  const labels = Object.fromEntries(choices.map(({ value, key = value, label }) => [key, label]));
  knownChoices.set(choices, labels);
  return labels;
}

function valueOf(choices: readonly Choice[], wanted: string): string {
  const { value = wanted, key = value } = choices.find(({ value }) => value === wanted) ?? {};
  return key;
}

function fromList(list: string, part: 'id' | 'name', { listKey }: Dropdowns): { dynamic?: string } {
  const key = listKey(list);
  return key === undefined ? {} : { dynamic: `${key}.${part}.name` };
}

function namesFrom(list: string | undefined, dropdowns: Dropdowns): { dynamic?: string } {
  return list === undefined ? {} : fromList(list, 'name', dropdowns);
}

/** One field for each choice, since Zapier has no rows of two. */
function rowsOf(
  key: string,
  { choices }: Input<'table'>,
  data: RawInputs,
): { name: unknown; value: string }[] {
  return choices.flatMap((choice) =>
    [data[rowKey(key, choice)]].flat().map((name) => ({ name, value: choice.value })),
  );
}

function rowKey(key: string, { value, key: choiceKey = value }: Choice): string {
  return `${key}_${choiceKey}`;
}
