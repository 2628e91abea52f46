import { defineInputFields, type InferInputData, type PlainInputField } from 'zapier-platform-core';
import {
  type CallOutcome,
  type CountryCode,
  type OutcomeResult,
  type ReceiveOptions,
} from '../../../shared/index.ts';

const RESULTS = {
  positive: 'Positive',
  negative: 'Negative',
  follow_up: 'Follow-Up',
  not_reached: 'Not Reached',
  unknown: 'Unknown',
} as const satisfies Record<OutcomeResult, string>;

type CountedResult = Exclude<OutcomeResult, 'unknown'>;

function countField<Result extends CountedResult>(result: Result) {
  return {
    key: `count_as_${result}`,
    label: `Outcomes That Count as ${RESULTS[result]}`,
    helpText: `Names of outcomes for which the Result shall be \`${result}\`. Wins over what the outcome counts as otherwise.`,
    list: true,
  } as const satisfies PlainInputField;
}

/** What can be chosen about the outcomes of any provider. */
export const outcomeInputFields = defineInputFields([
  {
    key: 'only_outcomes',
    label: 'Only These Outcomes',
    helpText: 'Names of the outcomes that start this Zap, in any letter case. Leave it empty for all.',
    list: true,
  },
  {
    key: 'only_results',
    label: 'Only These Results',
    helpText: 'Leave it empty for all.',
    choices: RESULTS,
    list: true,
  },
  {
    key: 'only_primary',
    label: 'Only When the Primary Outcome Was Achieved',
    helpText: 'Whether the AI agent reached what is set up as its primary outcome.',
    type: 'boolean',
  },
  {
    key: 'default_country',
    label: 'Country of Phone Numbers',
    helpText:
      'Two letters, such as `US` or `GB`, for numbers that come without a country code. With it they get one.',
    placeholder: 'US',
  },
  {
    key: 'include_raw',
    label: 'Include the Raw Event',
    helpText: "Adds the provider's own event to every outcome, for what the other fields do not hold.",
    type: 'boolean',
  },
  countField('positive'),
  countField('negative'),
  countField('follow_up'),
  countField('not_reached'),
]);

export type OutcomeInput = InferInputData<typeof outcomeInputFields>;

export function receiveOptionsOf(input: OutcomeInput): ReceiveOptions {
  const { default_country, include_raw = false } = input;
  return {
    includeRaw: include_raw,
    results: resultsOf(input),
    ...(default_country === undefined ? {} : { defaultCountry: default_country as CountryCode }),
  };
}

function resultsOf(input: OutcomeInput): Record<string, OutcomeResult> {
  const rows = (Object.keys(RESULTS) as OutcomeResult[])
    .filter((result) => result !== 'unknown')
    .flatMap((result) => (input[`count_as_${result}`] ?? []).map((name) => [name, result] as const));
  return Object.fromEntries(rows);
}

export function isWanted({ outcome }: CallOutcome, input: OutcomeInput): boolean {
  const { only_outcomes = [], only_results = [], only_primary = false } = input;
  return (
    (only_outcomes.length === 0 || only_outcomes.map(normalName).includes(normalName(outcome.name ?? ''))) &&
    (only_results.length === 0 || only_results.includes(outcome.result)) &&
    (!only_primary || outcome.primaryAchieved === true)
  );
}

function normalName(name: string): string {
  return name.trim().toLowerCase();
}
