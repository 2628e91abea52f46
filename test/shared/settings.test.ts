import { expect, test } from '@jest/globals';
import { passes, providers, type RawInputs, readDeliverySettings, receive } from '../../shared/index.ts';

const named = (provider: 'air' | 'iclosed', name: string, primaryOutcomeAchieved?: boolean) => {
  const event =
    provider === 'air' ? { call: { outcome: name, primaryOutcomeAchieved } } : [{ callOutcome: name }];
  const [outcome] = receive(provider, { headers: {}, rawBody: JSON.stringify(event) }).outcomes;
  if (!outcome) throw new Error('The event has no outcome.');
  return outcome;
};

test.each<['air' | 'iclosed', RawInputs, string[], string[]]>([
  ['air', {}, ['Sold', ''], []],
  ['air', { onlyOutcomes: [' sold '] }, ['Sold', 'SOLD '], ['Unsold', '']],
  ['air', { onlyOutcomes: ['Other'] }, ['other'], ['Sold']],
  ['iclosed', { onlyOutcomes: [] }, ['SALE', 'Sold'], []],
  ['iclosed', { onlyOutcomes: ['No Sale'] }, ['no_sale'], ['SALE']],
  ['iclosed', { onlyOutcomes: 'SALE, Sold' }, ['sale', 'sold'], ['NO_SALE', 'Other']],
  ['iclosed', { onlyOutcomes: ['other'] }, ['Sold', 'Other'], ['SALE', 'no_sale']],
  ['iclosed', { onlyOutcomes: {} }, ['SALE'], []],
])('filters of %s set to %j let through %j, but not %j', (provider, settings, wanted, others) => {
  const { filters } = providers[provider];
  const passing = (name: string) => passes(filters, settings, named(provider, name));

  expect(wanted.filter(passing)).toEqual(wanted);
  expect(others.filter(passing)).toEqual([]);
});

test.each<[RawInputs, (boolean | undefined)[]]>([
  [{}, [true, false, undefined]],
  [{ onlyPrimaryOutcome: 'achieved' }, [true]],
  [{ onlyPrimaryOutcome: 'missed' }, [false]],
  [{ onlyPrimaryOutcome: 'any' }, [true, false, undefined]],
])('by the primary outcome, %j lets through %j', (settings, achieved) => {
  const passing = (value?: boolean) => passes(providers.air.filters, settings, named('air', 'Sold', value));
  expect([true, false, undefined].filter(passing)).toEqual(achieved);
});

test.each<[RawInputs, boolean]>([
  [{}, true],
  [{ onlyResults: ['negative', 'Positive'] }, true],
  [{ onlyResults: ['negative'] }, false],
  [{ onlyResults: 'wrong' }, true],
])('whatever the provider, %j lets a sale through: %s', (settings, isWanted) => {
  expect(readDeliverySettings(settings).wants(named('air', 'Sold'))).toBe(isWanted);
});

test('of custom results with the same name the first counts', () => {
  const ownResults = [
    { name: 'Sold', value: 'negative' },
    { name: 'Sold', value: 'follow_up' },
  ];
  expect(readDeliverySettings({ ownResults }).receive.results).toEqual({ Sold: 'negative' });
});
