import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { perform as send, sailorApi } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { outputFields, sample, type SailorOutcomeRecord, toRecord } from '../sailorOutcome.ts';
import { transportTo } from '../transport.ts';

export const inputFields = defineInputFields([
  {
    key: 'name',
    label: 'Outcome Name',
    helpText: 'The whole name, in any letter case.',
    required: true,
  },
]);

/** Zapier takes the first: of outcomes with the same name that is the one agents see first. */
export const perform = (async (z, bundle) =>
  withZapierErrors(z, async () => {
    const wanted = normalName(bundle.inputData.name);
    const outcomes = await send(sailorApi.listOutcomes(), transportTo('sailor', z, bundle));
    return outcomes
      .filter(({ name }) => normalName(name) === wanted)
      .sort((a, b) => a.order - b.order)
      .map(toRecord);
  })) satisfies SearchPerform<typeof inputFields, SailorOutcomeRecord>;

function normalName(name: string): string {
  return name.trim().toLowerCase();
}

export const findSailorOutcome = (label: string) =>
  defineSearch({
    key: 'sailor_find_outcome',
    noun: 'Outcome',
    display: { label, description: 'Finds an outcome by its name.' },
    operation: { inputFields, perform, sample, outputFields },
  });
