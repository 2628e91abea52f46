import { OutcomeError } from './errors.ts';
import {
  type Choice,
  conditionText,
  type Input,
  type InputKind,
  type Inputs,
  type InputValues,
  type When,
} from './inputs.ts';
import { parseJson } from './values/json.ts';
import { normalName } from './values/normalName.ts';
import { type CountryCode, readPhone } from './values/phone.ts';
import { toTimestamp } from './values/timestamp.ts';
import { isRecord, readFlag, readNumber, readText } from './values/wire.ts';

/** What a host hands over, by the names of the inputs: of any type, since expressions and mappings give any. */
export type RawInputs = Readonly<Record<string, unknown>>;

/**
 * The values of `inputs`, each of its type. Throws `invalid_input` with a sentence for each input that is missing or
 * wrong, which names it by its label and never quotes it.
 */
export function readInputs<const Is extends Inputs>(inputs: Is, raw: RawInputs): InputValues<Is> {
  const { values, problems } = read(inputs, raw);
  if (problems.length === 0) return values as InputValues<Is>;
  throw new OutcomeError('invalid_input', problems.join(' '), {
    hint: 'Nothing was sent. Correct the value, then try again.',
  });
}

/** The same for settings of a delivery, which none of them may cost: one that cannot be read is left out. */
export function readSettings<const Is extends Inputs>(inputs: Is, raw: RawInputs): Partial<InputValues<Is>> {
  return read(inputs, raw).values as Partial<InputValues<Is>>;
}

type Values = Record<string, unknown>;

function read(inputs: Inputs, raw: RawInputs): { values: Values; problems: string[] } {
  const values: Values = {};
  const problems: string[] = [];
  for (const [name, input] of Object.entries(inputs)) {
    const given = raw[name];
    if (!holds(input.when, values)) {
      const unset = Object.keys(input.when ?? {}).filter((other) => isEmpty(raw[other]));
      // Where fields are never hidden, one may be filled in by a person who overlooked what it belongs to.
      if (!isEmpty(given) && unset.length > 0) {
        problems.push(`Choose ${labelsOf(inputs, unset)}, or clear ${input.label}.`);
      }
    } else if (isEmpty(given)) {
      const reason = reasonToRequire(input, inputs, values);
      if (reason === null) values[name] = emptyValue(input);
      else problems.push(`${input.label} is required${reason}.`);
    } else if (input.kind === 'group') {
      const inner = isRecord(given) ? read(input.inputs, given) : { values: {}, problems: [] };
      problems.push(...inner.problems);
      if (Object.keys(inner.values).length > 0) values[name] = inner.values;
    } else {
      try {
        values[name] = (readers[input.kind] as Reader<Input>)(given, input, values);
        if (input.kind === 'table') problems.push(...contradictions(input, values[name] as Row[]));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        problems.push(`${input.label} ${error.message}.`);
      }
    }
  }
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return { values: Object.fromEntries(known), problems };
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.every(isEmpty);
  return value === undefined || value === null || (isPlain(value) && Object.keys(value).length === 0);
}

function isPlain(value: unknown): boolean {
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype;
}

function holds(when: When | undefined, values: Values): boolean {
  return Object.entries(when ?? {}).every(([name, allowed]) => allowed.includes(values[name] as string));
}

/** Null where the input may be empty; else what makes it required, to be put behind "is required". */
function reasonToRequire(input: Input, inputs: Inputs, values: Values): string | null {
  if (emptyValue(input) !== undefined || input.optional === true || input.kind === 'group') return null;
  const condition = input.requiredWhen ? input.requiredWhen.find((when) => holds(when, values)) : input.when;
  if (condition === undefined) return input.requiredWhen ? null : '';
  return ` when ${conditionText(condition, inputs)}`;
}

function labelsOf(inputs: Inputs, names: readonly string[]): string {
  return names.map((name) => inputs[name]?.label ?? name).join(' and ');
}

function emptyValue(input: Input): unknown {
  if (input.kind === 'yesNo') return false;
  return 'default' in input && input.optional !== true ? input.default : undefined;
}

/** What is wrong with a value, to be put behind the label. */
class Refusal extends Error {}

type Reader<I> = (given: unknown, input: I, values: Values) => unknown;

const readers: { [Kind in Exclude<InputKind, 'group'>]: Reader<Input<Kind>> } = {
  text(given, { maxLength = Infinity, ...form }) {
    const text = textOf(given);
    if (text.length > maxLength) throw new Refusal(`must have at most ${maxLength} characters`);
    return inForm(text, form);
  },
  longText: (given) => textIn(given),
  whole: (given, range) => wholeOf(given, range),
  number: (given, range) => within(numberOf(given, 'a number'), range),
  yesNo(given) {
    const flag = readFlag(given);
    if (flag === null) throw new Refusal('must be yes or no');
    return flag;
  },
  choice: (given, { choices }, values) => chosenOf(given, choices, values),
  choices: (given, { choices, open }, values) =>
    itemsOf(given, true).map((item) =>
      open === true ? (find(item, choices, values)?.value ?? textOf(item)) : chosenOf(item, choices, values),
    ),
  dateTime(given) {
    const moment = toTimestamp(given instanceof Date ? given.toJSON() : given);
    if (moment === null) throw new Refusal('must be a date and time, such as 2026-06-25T09:30:00Z');
    return moment;
  },
  pairs(given) {
    const object = typeof given === 'string' ? parsed(given) : given;
    if (!isRecord(object)) throw new Refusal('must be names and values');
    return object;
  },
  table: (given, { choices }, values) =>
    itemsOf(given, false)
      .filter(isRecord)
      .filter(({ name }) => !isEmpty(name))
      .map(({ name, value }) => ({ name: textOf(name), value: chosenOf(value, choices, values) })),
  list: (given, { of: item }) =>
    itemsOf(given, item.kind !== 'text').map((one) =>
      item.kind === 'whole' ? wholeOf(one, item) : inForm(textOf(one), item),
    ),
  entry: (given, form) => inForm(textOf(given), form),
  phoneNumber(given, { country }, values) {
    const { phone, phoneNational } = readPhone(textOf(given), values[country] as CountryCode | undefined);
    if (phoneNational !== null) return phone;
    throw new Refusal('must be a phone number with its country code, such as +15555550100');
  },
};

/** A number may stand where text is meant, since mapped values come as what they look like. */
function textIn(given: unknown): string {
  const text = typeof given === 'boolean' ? String(given) : readText(given);
  if (text === null) throw new Refusal('must be text');
  return text;
}

function textOf(given: unknown): string {
  return textIn(given).trim();
}

function inForm(
  text: string,
  { accepts, mustBe = 'something else' }: { accepts?: (text: string) => boolean; mustBe?: string },
): string {
  if (accepts?.(text) === false) throw new Refusal(`must be ${mustBe}`);
  return text;
}

function numberOf(given: unknown, what: string): number {
  const number = readNumber(given);
  if (number === null) throw new Refusal(`must be ${what}`);
  return number;
}

function wholeOf(given: unknown, range: { min?: number; max?: number }): number {
  const number = numberOf(given, 'a whole number');
  if (!Number.isSafeInteger(number)) throw new Refusal('must be a whole number');
  return within(number, range);
}

function within(number: number, { min = -Infinity, max = Infinity }: { min?: number; max?: number }): number {
  if (number < min) throw new Refusal(`must be at least ${min}`);
  if (number > max) throw new Refusal(`must be at most ${max}`);
  return number;
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/** By value, key or label, in any letter case. */
function find(given: unknown, choices: readonly Choice[], values: Values): Choice | undefined {
  const wanted = textOf(given).toLowerCase();
  return choices.find(
    ({ value, key, label, when }) =>
      holds(when, values) && [value, key, label].some((name) => name?.toLowerCase() === wanted),
  );
}

function chosenOf(given: unknown, choices: readonly Choice[], values: Values): string {
  const chosen = find(given, choices, values);
  if (chosen) return chosen.value;
  const offered = choices.filter(({ when }) => holds(when, values)).map(({ label }) => `“${label}”`);
  throw new Refusal(`must be ${offered.length > 20 ? 'in the list' : either.format(offered)}`);
}

function itemsOf(given: unknown, isSeparatedByCommas: boolean): unknown[] {
  const items = typeof given === 'string' && isSeparatedByCommas ? given.split(',') : [given].flat(Infinity);
  return items.filter((item) => !isEmpty(item));
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch {
    return null;
  }
}

interface Row {
  name: string;
  value: string;
}

/** Of the rows with one name, the first counts. An error says so first, where a person sees it. */
function contradictions({ label, choices }: Input<'table'>, rows: readonly Row[]): string[] {
  const labelOf = (wanted: string) => choices.find(({ value }) => value === wanted)?.label ?? wanted;
  return rows.flatMap(({ name, value }, index) => {
    const first = rows.find((row) => normalName(row.name) === normalName(name));
    return first === undefined || rows.indexOf(first) === index || first.value === value
      ? []
      : [`${label} has “${name}” twice, as ${labelOf(first.value)} and as ${labelOf(value)}.`];
  });
}
