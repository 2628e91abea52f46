import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
  type CallOutcome,
  type CountryCode,
  type OutcomeResult,
  outcomeResults,
  type ReceiveOptions,
} from '../../core.ts';
import { optionsOf } from '../optionsOf.ts';
import { textOf } from '../textOf.ts';

/** What users can set about the reading of deliveries, in triggers and behind a Webhook node alike. */
export const deliveryOptions: INodeProperties[] = [
  {
    displayName: 'Default Country',
    name: 'defaultCountry',
    type: 'string',
    default: '',
    placeholder: 'e.g. US',
    description: 'The two letters of the country of phone numbers that come without a country code',
  },
  {
    displayName: 'Include Raw Event',
    name: 'includeRaw',
    type: 'boolean',
    default: false,
    description: 'Whether to add the event as the provider sent it, under Raw Event',
  },
  {
    displayName: 'Only Results',
    name: 'onlyResults',
    type: 'multiOptions',
    options: optionsOf(outcomeResults),
    default: [],
    description: 'Which results to let through. Leave it empty for all.',
  },
  {
    displayName: 'Own Results',
    name: 'ownResults',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Outcome',
    default: {},
    description: 'What an outcome of yours comes to, where it is not told rightly',
    options: [
      {
        displayName: 'Outcome',
        name: 'outcomes',
        values: [
          {
            displayName: 'Outcome Name',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'e.g. Interested',
            description: 'As the provider calls it. Upper or lower case does not matter.',
          },
          {
            displayName: 'Result',
            name: 'result',
            type: 'options',
            options: optionsOf(outcomeResults),
            default: 'positive',
          },
        ],
      },
    ],
  },
];

export interface DeliveryOptions {
  receive: ReceiveOptions;
  wants: (outcome: CallOutcome) => boolean;
}

/** @param options the collection that `deliveryOptions` makes */
export function readDeliveryOptions(options: IDataObject): DeliveryOptions {
  const { defaultCountry, includeRaw, onlyResults, ownResults } = options as {
    defaultCountry?: string;
    includeRaw?: boolean;
    onlyResults?: OutcomeResult[];
    ownResults?: { outcomes?: { name: string; result: OutcomeResult }[] };
  };
  const results = ownResults?.outcomes ?? [];
  return {
    receive: {
      ...(defaultCountry && { defaultCountry: textOf(defaultCountry) as CountryCode }),
      includeRaw: includeRaw === true,
      results: Object.fromEntries(results.map(({ name, result }) => [textOf(name), result])),
    },
    wants: ({ outcome }) => !onlyResults?.length || onlyResults.includes(outcome.result),
  };
}
