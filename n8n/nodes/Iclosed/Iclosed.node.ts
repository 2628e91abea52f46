import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
  tryToParseDateTime,
} from 'n8n-workflow';
import { iclosedApi, perform } from '../../core.ts';
import { forEachItem } from '../../lib/actions/forEachItem.ts';
import { textOf } from '../../lib/textOf.ts';
import { transportOf } from '../../lib/transport.ts';
import { callOutcomeFields } from './callOutcomeFields.ts';

export class Iclosed implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'iClosed',
    name: 'iclosed',
    icon: {
      light: 'file:../../../shared/providers/iclosed/icon.svg',
      dark: 'file:../../../shared/providers/iclosed/icon.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Record how a call ended in iClosed',
    defaults: { name: 'iClosed' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'iclosedApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [{ name: 'Call Outcome', value: 'callOutcome' }],
        default: 'callOutcome',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['callOutcome'] } },
        options: [
          {
            name: 'Create or Update',
            value: 'upsert',
            action: 'Create or update a call outcome',
            description: 'Create a new record, or update the current one if it already exists (upsert)',
          },
        ],
        default: 'upsert',
      },
      ...callOutcomeFields,
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return forEachItem(this, async (item) => {
      const call = iclosedApi.recordOutcome(outcomeOf(this, item));
      return [await perform(call, transportOf(this, 'iclosedApi'))];
    });
  }
}

// n8n's types leave the date library's own to whoever has it installed.
const dateTime = tryToParseDateTime as (value: unknown, timezone: string) => { toJSDate(): Date };

type Readers = Readonly<Record<string, (value: unknown) => unknown>>;

const outcomeReaders: Readers = {
  eventCallId: Number,
  outcome: textOf,
  noSaleReason: textOf,
  objection: textOf,
  notes: textOf,
};

const dealReaders = (timezone: string): Readers => ({
  id: Number,
  value: Number,
  transactionType: textOf,
  productId: Number,
  date: (value) => dateTime(value, timezone).toJSDate().toISOString(),
  transactionIds: (value) => (Array.isArray(value) ? value : textOf(value).split(',')).map(Number),
});

/** As the user chose; the core checks each value and how they go together. */
function outcomeOf(context: IExecuteFunctions, item: number): iclosedApi.IclosedOutcomeInput {
  const outcome = readFields(outcomeReaders, (name) => context.getNodeParameter(name, item, ''));
  const fields = context.getNodeParameter('deal', item, {}) as IDataObject;
  const deal = readFields(dealReaders(context.getTimezone()), (name) => fields[name]);
  return {
    ...outcome,
    ...(Object.keys(deal).length > 0 && { deal }),
  } as unknown as iclosedApi.IclosedOutcomeInput;
}

/** What is left empty is left out. */
function readFields(readers: Readers, valueOf: (name: string) => unknown): IDataObject {
  return Object.fromEntries(
    Object.entries(readers).flatMap(([name, read]) => {
      const value = valueOf(name);
      return value === undefined || value === null || value === '' ? [] : [[name, read(value)]];
    }),
  ) as IDataObject;
}
