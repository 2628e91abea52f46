/**
 * The few kinds of input that a step, a trigger or a filter may ask for. Each is a plain object: hosts draw it, and
 * `readInputs` checks what comes back by the same object. Texts may hold `code`, **bold** and [links](https://…).
 */

/** Other inputs, declared before, with the values at which this one counts. */
export type When = Readonly<Record<string, readonly string[]>>;

interface Facts {
  label: string;
  help?: string;
  placeholder?: string;
  /** May be left empty. A yes/no always may, and counts as no then. */
  optional?: boolean;
  /** Shown, required and sent only then. */
  when?: When;
  /** May be left empty except then. */
  requiredWhen?: readonly When[];
  /** Its key where keys are in snake_case, if it is not the name in that form. */
  key?: string;
}

/** Which texts are taken, and what they must be, such as "a public address". */
interface Form {
  accepts?: (text: string) => boolean;
  mustBe?: string;
}

/** The provider's list of entries whose names may be meant. */
interface Suggestions {
  namesFrom?: string;
}

interface Range {
  min?: number;
  max?: number;
}

export interface Choice {
  value: string;
  label: string;
  help?: string;
  /** Offered and taken only then. */
  when?: When;
  /** The value where values are in snake_case; it is read everywhere. */
  key?: string;
}

interface Kinds {
  text: Facts & Form & { maxLength?: number };
  longText: Facts;
  whole: Facts & Range & { default?: number };
  number: Facts & Range;
  yesNo: Facts;
  /** `default` is what it opens with, and what it counts as when it is empty but required. */
  choice: Facts & { choices: readonly Choice[]; default?: string };
  /** `open`: other texts are taken too. */
  choices: Facts & { choices: readonly Choice[]; open?: boolean };
  /** Read as ISO 8601 in UTC; without a zone it is UTC. */
  dateTime: Facts;
  /** Names and values of the user's own. */
  pairs: Facts;
  /** Names of the user's own, each with one of the choices; `each` is the help for the names of one `{choice}`. */
  table: Facts &
    Suggestions & {
      nameLabel: string;
      valueLabel: string;
      choices: readonly Choice[];
      each: string;
    };
  list: Facts & Suggestions & { of: ListItem };
  /** One of the account's entries, from one of the provider's lists or by its id. */
  entry: Facts & Form & { from: string };
  /** Read as E.164; `country` names the input with the country of national numbers. */
  phoneNumber: Facts & { country: string };
  /** Optional inputs under one label. Its `key` comes before theirs; '' where they stand alone. */
  group: Facts & { inputs: Inputs };
}

export type InputKind = keyof Kinds;
export type Input<Kind extends InputKind = InputKind> = { [K in Kind]: Kinds[K] & { kind: K } }[Kind];
export type Inputs = Readonly<Record<string, Input>>;

type ListItem =
  ({ kind: 'text' } & Form) | ({ kind: 'whole' } & Range) | ({ kind: 'entry'; from: string } & Form);

const builder =
  <Kind extends InputKind>(kind: Kind) =>
  <const Given extends Kinds[Kind]>(given: Given): Given & { kind: Kind } => ({ ...given, kind });

export const text = builder('text');
export const longText = builder('longText');
export const whole = builder('whole');
export const number = builder('number');
export const yesNo = builder('yesNo');
export const choice = builder('choice');
export const choices = builder('choices');
export const dateTime = builder('dateTime');
export const pairs = builder('pairs');
export const table = builder('table');
export const list = builder('list');
export const entry = builder('entry');
export const phoneNumber = builder('phoneNumber');
export const group = builder('group');

type OneOf<Given> = Given extends readonly { readonly value: infer Value }[] ? Value : never;

interface ValueOfKind<I> {
  text: string;
  longText: string;
  whole: number;
  number: number;
  yesNo: boolean;
  choice: I extends { choices: infer Given } ? OneOf<Given> : never;
  choices: I extends { open: true } ? string[] : I extends { choices: infer Given } ? OneOf<Given>[] : never;
  dateTime: string;
  pairs: Record<string, unknown>;
  table: { name: string; value: I extends { choices: infer Given } ? OneOf<Given> : never }[];
  list: I extends { of: { kind: 'whole' } } ? number[] : string[];
  entry: string;
  phoneNumber: string;
  group: I extends { inputs: infer Given extends Inputs } ? InputValues<Given> : never;
}

export type InputValue<I> = I extends { kind: infer Kind extends InputKind } ? ValueOfKind<I>[Kind] : never;

/** Whether there is always a value. */
type IsSure<I> = I extends
  { kind: 'group' } | { optional: true } | { when: When } | { requiredWhen: readonly When[] }
  ? false
  : true;

type Flat<T> = { [K in keyof T]: T[K] };

/** What `readInputs` makes of these inputs. */
export type InputValues<Is extends Inputs> = Flat<
  { [K in keyof Is as IsSure<Is[K]> extends true ? K : never]: InputValue<Is[K]> } & {
    [K in keyof Is as IsSure<Is[K]> extends true ? never : K]?: InputValue<Is[K]>;
  }
>;

/** A condition in words, such as "Outcome is No Sale or Rejected". */
export function conditionText(when: When, inputs: Inputs): string {
  const parts = Object.entries(when).map(([name, allowed]) => {
    const input = inputs[name];
    const labelOf = (value: string) =>
      (input?.kind === 'choice' ? input.choices.find((one) => one.value === value)?.label : undefined) ??
      value;
    return `${input?.label ?? name} is ${allowed.map(labelOf).join(' or ')}`;
  });
  return parts.join(' and ');
}
