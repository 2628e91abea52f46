import type { IExecuteFunctions, ILoadOptionsFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { OutcomeError, perform, sailorApi } from '../../core.ts';
import { idempotencyKey } from '../../lib/idempotencyKey.ts';
import { textOf } from '../../lib/textOf.ts';
import { transportOf } from '../../lib/transport.ts';

const CREDENTIAL = 'sailorApi';

type Operation = (context: IExecuteFunctions, item: number) => Promise<readonly object[]>;

export const operations = {
  async create(context, item) {
    const config = {
      name: textOf(context.getNodeParameter('name', item)),
      type: context.getNodeParameter('type', item) as sailorApi.SailorOutcomeConfig['type'],
      order: Number(context.getNodeParameter('order', item)),
      webhookUrl: textOrNull(context.getNodeParameter('webhookUrl', item, '')),
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
  const changes = context.getNodeParameter('changes', item) as Partial<sailorApi.SailorOutcomeConfig>;
  const destination = destinationOf(context, item);
  if (Object.keys(changes).length === 0 && destination === null) {
    throw new OutcomeError('invalid_input', 'Nothing is chosen to be changed.', {
      hint: 'Add a field under Fields to Change, or choose a destination.',
    });
  }
  return {
    ...changes,
    ...(changes.webhookUrl !== undefined && { webhookUrl: textOrNull(changes.webhookUrl) }),
    ...(destination !== null && { destination }),
  };
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

function textOrNull(value: unknown): string | null {
  return textOf(value).trim() || null;
}
