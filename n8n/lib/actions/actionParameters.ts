import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Action, Provider } from '../../core.ts';
import { drawInputs } from '../inputs.ts';
import { camelCase } from '../text.ts';
import { operationOf, phraseOf } from './words.ts';

/** What to do with what, and then the inputs of that action. */
export function actionParameters({ actions, lists }: Provider): INodeProperties[] {
  const nouns = [...new Set(actions.map(({ noun }) => noun))];
  return [
    {
      displayName: 'Resource',
      name: 'resource',
      type: 'options',
      noDataExpression: true,
      options: nouns.map((noun) => ({ name: noun, value: camelCase(noun) })),
      default: camelCase(nouns[0] ?? ''),
    },
    ...nouns.map((noun) => operationsOn(noun, actions)),
    ...actions.flatMap((action) => {
      const when = { resource: [camelCase(action.noun)], operation: [action.key] };
      return [...drawInputs(action.inputs, lists, when), ...(action.effect === 'read' ? limitsOf(when) : [])];
    }),
  ];
}

function operationsOn(noun: string, actions: readonly Action[]): INodeProperties {
  const own = actions.filter((action) => action.noun === noun);
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [camelCase(noun)] } },
    options: own.map((action) => ({
      name: operationOf(action),
      value: action.key,
      action: phraseOf(action),
      description: action.description,
    })),
    default: own[0]?.key ?? '',
  };
}

/** As n8n's own nodes have it. */
function limitsOf(when: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
  return [
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      default: false,
      description: 'Whether to return all results or only up to a given limit',
      displayOptions: { show: when },
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1 },
      default: 50,
      description: 'Max number of results to return',
      displayOptions: { show: { ...when, returnAll: [false] } },
    },
  ];
}
