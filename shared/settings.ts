/** What users can set about the reading of deliveries: the same for every provider, and filters that few have. */
import {
  choice,
  choices,
  type Choice,
  type Input,
  type Inputs,
  type InputValue,
  list,
  table,
  yesNo,
} from './inputs.ts';
import { type CallOutcome, outcomeResults } from './outcome.ts';
import { type RawInputs, readSettings } from './readInputs.ts';
import type { ReceiveOptions } from './receive.ts';
import { countries } from './values/countries.ts';
import { normalName } from './values/normalName.ts';

/** `NO_SHOW` and `no_show` as "No Show". */
export function choicesOf<const Value extends string>(
  values: readonly Value[],
): (Choice & { value: Value })[] {
  const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  return values.map((value) => ({ value, label: value.split('_').map(titled).join(' ') }));
}

export const defaultCountry = choice({
  label: 'Default Country',
  help: 'For phone numbers without a country code: adds the code of this country.',
  choices: countries,
  optional: true,
});

const results = choicesOf(outcomeResults);

export const deliverySettings = {
  onlyResults: choices({
    label: 'Only These Results',
    help: 'The results to let through. Leave it empty for all.',
    choices: results,
    optional: true,
  }),
  ownResults: table({
    label: 'Custom Results',
    help: 'Names of outcomes, in any letter case, with the result to give each, overriding the default.',
    nameLabel: 'Outcome Name',
    valueLabel: 'Result',
    each: 'Names of outcomes, in any letter case, to treat as {choice}, overriding the default.',
    choices: results,
    namesFrom: 'outcomes',
    optional: true,
    key: 'count_as',
  }),
  defaultCountry,
  includeRaw: yesNo({
    label: 'Include Raw Event',
    help: 'Whether to add the event as the provider sent it, as Raw Event.',
  }),
};

/** What a host hands over for `deliverySettings`, as options of `receive` and a filter. */
export function readDeliverySettings(raw: RawInputs): {
  receive: ReceiveOptions;
  wants: (outcome: CallOutcome) => boolean;
} {
  const {
    onlyResults,
    ownResults = [],
    defaultCountry,
    includeRaw = false,
  } = readSettings(deliverySettings, raw);
  const rows = ownResults.map(({ name, value }) => [name, value] as const).reverse();
  return {
    receive: { includeRaw, results: Object.fromEntries(rows), ...(defaultCountry && { defaultCountry }) },
    wants: ({ outcome }) => onlyResults?.includes(outcome.result) ?? true,
  };
}

/** A choice of the user that lets outcomes through or not. */
export interface Filter {
  input: Input;
  wants: (choice: unknown, outcome: CallOutcome) => boolean;
}

export function defineFilter<const Given extends Input>(
  input: Given,
  wants: (choice: InputValue<Given>, outcome: CallOutcome) => boolean,
): Filter {
  return { input, wants: wants as Filter['wants'] };
}

const ONLY_OUTCOMES = {
  label: 'Only These Outcomes',
  help: 'Names of the outcomes to let through, in any letter case. Leave it empty for all.',
  namesFrom: 'outcomes',
  optional: true,
} as const;
const ANY_OTHER = 'other';

/** By name; where the provider documents names, they are to choose from, and the rest is "any other". */
export function onlyOutcomes(documented: readonly string[] = []): Filter {
  const isWanted = (chosen: readonly string[], { outcome }: CallOutcome) => {
    const names = chosen.map(normalName);
    const name = normalName(outcome.name ?? '');
    const isOther = documented.length > 0 && !documented.map(normalName).includes(name);
    return names.length === 0 || names.includes(name) || (isOther && names.includes(ANY_OTHER));
  };
  if (documented.length === 0)
    return defineFilter(list({ ...ONLY_OUTCOMES, of: { kind: 'text' } }), isWanted);
  const named = [...choicesOf(documented), { value: ANY_OTHER, label: 'Any Other' }];
  return defineFilter(choices({ ...ONLY_OUTCOMES, choices: named, open: true }), isWanted);
}

export type Filters = Readonly<Record<string, Filter>>;

/** What the user sets for these filters. */
export function filterInputs(filters: Filters): Inputs {
  return Object.fromEntries(Object.entries(filters).map(([name, { input }]) => [name, input]));
}

/** True for an outcome that passes those of `filters` that the user has set. */
export function passes(filters: Filters, raw: RawInputs, outcome: CallOutcome): boolean {
  const chosen: Readonly<Record<string, unknown>> = readSettings(filterInputs(filters), raw);
  return Object.entries(filters).every(
    ([name, { wants }]) => chosen[name] === undefined || wants(chosen[name], outcome),
  );
}
