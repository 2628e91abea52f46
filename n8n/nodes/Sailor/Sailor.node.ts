import {
  type IExecuteFunctions,
  type ILoadOptionsFunctions,
  type INodeExecutionData,
  type INodeListSearchResult,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { sailorApi } from '../../core.ts';
import { forEachItem } from '../../lib/actions/forEachItem.ts';
import { toNodeError } from '../../lib/toNodeError.ts';
import { operations, outcomesFor } from './operations.ts';
import { outcomeFields } from './outcomeFields.ts';

export class Sailor implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Sailor',
    name: 'sailor',
    icon: {
      light: 'file:../../../shared/providers/sailor/icon.svg',
      dark: 'file:../../../shared/providers/sailor/icon.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Create and change the outcomes that agents choose from in Sailor',
    defaults: { name: 'Sailor' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'sailorApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [{ name: 'Outcome', value: 'outcome' }],
        default: 'outcome',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        displayOptions: { show: { resource: ['outcome'] } },
        options: [
          {
            name: 'Create',
            value: 'create',
            action: 'Create an outcome',
            description: 'Give agents a new outcome to choose',
          },
          {
            name: 'Delete',
            value: 'delete',
            action: 'Delete an outcome',
            description: 'Take an outcome away for good',
          },
          {
            name: 'Get Many',
            value: 'getAll',
            action: 'Get many outcomes',
            description: 'List the outcomes of the workspace',
          },
          {
            name: 'Update',
            value: 'update',
            action: 'Update an outcome',
            description: 'Change some fields and leave the others as they are',
          },
        ],
        default: 'create',
      },
      ...outcomeFields,
    ],
  };

  methods = {
    listSearch: {
      async searchOutcomes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
        return entriesWith(filter, await outcomesToChoose(this));
      },
      async searchSmartLists(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
        return entriesWith(filter, sailorApi.knownSmartLists(await outcomesToChoose(this)));
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return forEachItem(this, (item) =>
      operations[this.getNodeParameter('operation', item) as keyof typeof operations](this, item),
    );
  }
}

/** For the lists of the editor, which show the error in place of the entries. */
async function outcomesToChoose(context: ILoadOptionsFunctions): Promise<sailorApi.SailorOutcome[]> {
  try {
    return await outcomesFor(context);
  } catch (error) {
    throw toNodeError(context.getNode(), error);
  }
}

function entriesWith(
  filter: string | undefined,
  entries: readonly { id: string; name: string }[],
): INodeListSearchResult {
  const wanted = filter?.toLowerCase() ?? '';
  const found = entries.filter(({ name }) => name.toLowerCase().includes(wanted));
  return { results: found.map(({ id, name }) => ({ name, value: id })) };
}
