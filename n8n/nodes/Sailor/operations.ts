import type { IExecuteFunctions, ILoadOptionsFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { OutcomeError, perform, sailorApi } from '../../core.ts';
import { idempotencyKey } from '../../lib/actions/idempotencyKey.ts';
import { textOf } from '../../lib/textOf.ts';
import { transportOf } from '../../lib/transport.ts';

const CREDENTIAL = 'sailorApi';

type Fields = Omit<sailorApi.SailorOutcomeConfig, 'destination'>;

/** What the parameters of an outcome mean: an expression may give a number for a text, or a text for a number. */
const readers: { [Field in keyof Fields]: (value: unknown) => Fields[Field] } = {
  name: textOf,
  type: (value) => value as Fields['type'],
  order: (value) => Number(textOf(value).trim() || NaN),
  webhookUrl: (value) => textOf(value).trim() || null,
};

type Operation = (context: IExecuteFunctions, item: number) => Promise<readonly object[]>;

export const operations = {
  async create(context, item) {
    const config = {
      name: readers.name(context.getNodeParameter('name', item)),
      type: readers.type(context.getNodeParameter('type', item)),
      order: readers.order(context.getNodeParameter('order', item)),
      webhookUrl: readers.webhookUrl(context.getNodeParameter('webhookUrl', item, '')),
      destination: destinationOf(context, item) ?? { type: 'none' },
    } satisfies sailorApi.SailorOutcomeConfig;
    const call = sailorApi.createOutcome(config, idempotencyKey(context, item, config));
    return [await perform(call, transportOf(context, CREDENTIAL))];
  },

  async update(context, item) {
    const id = chosenId(context, 'outcome', item);
    const change = changeOf(context, item);
    const key = idempotencyKey(context, item, { id, ...change });
    return [await sailorApi.updateOutcome(id, change, key, transportOf(context, CREDENTIAL))];
  },

  async delete(context, item) {
    const call = sailorApi.deleteOutcome(chosenId(context, 'outcome', item));
    return [await perform(call, transportOf(context, CREDENTIAL))];
  },

  async getAll(context, item) {
    const outcomes = await outcomesFor(context);
    const returnAll = context.getNodeParameter('returnAll', item);
    return returnAll ? outcomes : outcomes.slice(0, context.getNodeParameter('limit', item));
  },
} satisfies Record<string, Operation>;

export async function outcomesFor(
  context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<sailorApi.SailorOutcome[]> {
  return perform(sailorApi.listOutcomes(), transportOf(context, CREDENTIAL));
}

function changeOf(context: IExecuteFunctions, item: number): Partial<sailorApi.SailorOutcomeConfig> {
  const changes = context.getNodeParameter('changes', item) as object;
  const destination = destinationOf(context, item);
  if (Object.keys(changes).length === 0 && destination === null) {
    throw new OutcomeError('invalid_input', 'Nothing is chosen to be changed.', {
      hint: 'Add a field under Fields to Change, or choose a destination.',
    });
  }
  return {
    ...fieldsOf(changes),
    ...(destination !== null && { destination }),
  };
}

function fieldsOf(changes: object): Partial<Fields> {
  const given = Object.entries(readers).filter(([field]) => Object.hasOwn(changes, field));
  return Object.fromEntries(given.map(([field, read]) => [field, read(changes[field as never])]));
}

/** Null where the destination stays as it is. */
function destinationOf(context: IExecuteFunctions, item: number): sailorApi.SailorDestination | null {
  const chosen = context.getNodeParameter('destination', item);
  switch (chosen) {
    case 'unchanged':
      return null;
    case 'none':
      return { type: 'none' };
    case 'smartList':
      return { type: 'smart_list', listId: chosenId(context, 'smartList', item) };
    case 'removeFromSelected':
      return { type: 'remove_from_smart_list', listIds: chosenLists(context, item) };
    case 'removeFromAll':
      return { type: 'remove_from_smart_list', listIds: 'all' };
    default:
      throw new OutcomeError('invalid_input', 'There is no such destination.', {
        hint: 'Use one of: none, smartList, removeFromSelected, removeFromAll.',
      });
  }
}

function chosenLists(context: IExecuteFunctions, item: number): string[] {
  const lists = context.getNodeParameter('smartLists.lists', item, []) as {
    smartList: INodeParameterResourceLocator;
  }[];
  return lists.map(({ smartList }) => textOf(smartList.value));
}

function chosenId(context: IExecuteFunctions, name: string, item: number): string {
  return textOf(context.getNodeParameter(name, item, '', { extractValue: true }));
}
