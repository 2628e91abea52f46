import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import {
  type Action,
  apiThrough,
  OutcomeError,
  type Provider,
  type ProviderId,
  providers,
} from '../../core.ts';
import { codexOf, iconOf } from '../appearance.ts';
import { classOf } from '../classOf.ts';
import { apiCredentialOf } from '../credentials/names.ts';
import { type Entered, collectInputs } from '../inputs.ts';
import { listMethods } from '../listMethods.ts';
import { camelCase } from '../text.ts';
import { transportOf } from '../transport.ts';
import { actionParameters } from './actionParameters.ts';
import { forEachItem } from './forEachItem.ts';
import { idempotencyKey } from './idempotencyKey.ts';
import { phraseOf, subtitleOf, summaryOf } from './words.ts';

/** The node with all that a provider's API can do. */
export function actionNode(id: ProviderId): new () => INodeType {
  const provider: Provider = providers[id];
  return classOf(() => ({
    description: actionDescription(provider),
    methods: listMethods(provider),
    execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
      return runActions(this, provider);
    },
  }));
}

function actionDescription(provider: Provider): INodeTypeDescription {
  const { id, name, actions } = provider;
  return {
    displayName: name,
    name: id,
    icon: iconOf(provider, '../..'),
    group: ['output'],
    version: 1,
    subtitle: subtitleFrom(actions),
    description: summaryOf(provider),
    defaults: { name },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: apiCredentialOf(provider), required: true }],
    codex: codexOf(provider, actions.map(phraseOf)),
    properties: actionParameters(provider),
  };
}

/** An expression, since the canvas shows what is chosen. */
function subtitleFrom(actions: readonly Action[]): string {
  const subtitles = actions.map((action) => [`${camelCase(action.noun)} ${action.key}`, subtitleOf(action)]);
  const chosen = '$parameter["resource"] + " " + $parameter["operation"]';
  return `={{ (${JSON.stringify(Object.fromEntries(subtitles))})[${chosen}] }}`;
}

function runActions(context: IExecuteFunctions, provider: Provider): Promise<INodeExecutionData[][]> {
  const api = apiThrough(transportOf(context, apiCredentialOf(provider)));
  return forEachItem(context, (item) => {
    const entered: Entered = {
      valueOf: (name) => context.getNodeParameter(name, item, null),
      timezone: context.getTimezone(),
    };
    const action = chosenAction(provider, entered);
    const inputs = collectInputs(action.inputs, entered);
    const isLimited = action.effect === 'read' && entered.valueOf('returnAll') !== true;
    return action.run(inputs, {
      api,
      operationId: idempotencyKey(context, item, [action.key, inputs]),
      limit: isLimited ? Number(entered.valueOf('limit')) : undefined,
    });
  });
}

function chosenAction({ actions }: Provider, { valueOf }: Entered): Action {
  const [resource, operation] = [valueOf('resource'), valueOf('operation')];
  const action = actions.find(({ noun, key }) => camelCase(noun) === resource && key === operation);
  if (action) return action;
  throw new OutcomeError('invalid_input', 'This node has no such operation.', {
    hint: 'Choose Resource and Operation again.',
  });
}
