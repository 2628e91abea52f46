import type { INodeProperties } from 'n8n-workflow';
import { iclosedApi } from '../../core.ts';
import { optionsOf } from '../../lib/optionsOf.ts';

/** The parameters of Call Outcome → Create or Update, each shown where iClosed takes it. */
export const callOutcomeFields: INodeProperties[] = [
  {
    displayName: 'Event Call ID',
    name: 'eventCallId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 123456',
    description:
      'The number of the booked call in iClosed. A call has one outcome: a new one takes its place.',
  },
  {
    displayName: 'Outcome',
    name: 'outcome',
    type: 'options',
    options: [
      { name: 'Won', value: 'WON', description: 'For strategy calls' },
      { name: 'No Sale', value: 'NO_SALE', description: 'For strategy calls' },
      { name: 'Approved', value: 'APPROVED', description: 'For discovery calls' },
      { name: 'Rejected', value: 'REJECTED', description: 'For discovery calls' },
    ] satisfies { name: string; value: (typeof iclosedApi.outcomes)[number]; description: string }[],
    default: 'WON',
  },
  ...Object.entries(iclosedApi.reasonsByOutcome).map(([outcome, reasons]) => ({
    displayName: 'Reason',
    name: 'noSaleReason',
    type: 'options' as const,
    required: true,
    options: optionsOf(reasons),
    default: reasons[0],
    displayOptions: { show: { outcome: [outcome] } },
  })),
  {
    displayName: 'Objection',
    name: 'objection',
    type: 'options',
    required: true,
    options: optionsOf(iclosedApi.objections),
    default: 'NO_OBJECTION',
    displayOptions: { show: { outcome: ['WON'] } },
  },
  {
    displayName: 'Objection',
    name: 'objection',
    type: 'options',
    options: [{ name: 'Not Given', value: '' }, ...optionsOf(iclosedApi.objections)],
    default: '',
    description: 'Needed with the reasons Follow Up Schedule and Unqualified',
    displayOptions: { show: { outcome: ['NO_SALE'] } },
  },
  {
    displayName: 'Notes',
    name: 'notes',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
  },
  {
    displayName: 'Deal',
    name: 'deal',
    type: 'collection',
    placeholder: 'Add Deal Field',
    default: {},
    description: 'Adds a deal to the call, or changes the one whose deal ID you give',
    options: [
      { displayName: 'Date', name: 'date', type: 'dateTime', default: '' },
      {
        displayName: 'Deal ID',
        name: 'id',
        type: 'string',
        default: '',
        description: 'Of the deal to change. Leave it out to add a deal.',
      },
      { displayName: 'Product ID', name: 'productId', type: 'string', default: '' },
      {
        displayName: 'Transaction IDs',
        name: 'transactionIds',
        type: 'string',
        default: '',
        placeholder: 'e.g. 12, 34',
        description: 'Numbers of transactions, separated by commas',
      },
      {
        displayName: 'Transaction Type',
        name: 'transactionType',
        type: 'options',
        options: optionsOf(iclosedApi.transactionTypes),
        default: 'WON',
      },
      {
        displayName: 'Value',
        name: 'value',
        type: 'number',
        typeOptions: { numberPrecision: 2 },
        default: 0,
      },
    ],
  },
];
