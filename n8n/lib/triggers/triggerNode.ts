import {
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { type Provider, type ProviderId, providers } from '../../core.ts';
import { codexOf, iconOf } from '../appearance.ts';
import { classOf } from '../classOf.ts';
import { SECRET_TEST, testOfSecret } from '../credentials/secretTest.ts';
import { listMethods } from '../listMethods.ts';
import { deliveries, respondField, TRIGGER_VERSION } from './deliveries.ts';
import { pastedByHand } from './pastedByHand.ts';
import { receiveWebhook } from './receiveWebhook.ts';
import type { Reception } from './reception.ts';
import { subscribed } from './subscribed.ts';
import { triggerOptions } from './triggerOptions.ts';

/** The node that starts a workflow with each call outcome of a provider. */
export function triggerNode(id: ProviderId): new () => INodeType {
  const provider: Provider = providers[id];
  const reception = receptionOf(provider);
  return classOf(() => ({
    description: triggerDescription(provider, reception),
    methods: {
      ...listMethods(provider),
      credentialTest: { [SECRET_TEST]: testOfSecret(provider.proof.secret) },
    },
    webhookMethods: { default: reception.webhookMethods },
    webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
      return receiveWebhook(this, id, reception.readSecret);
    },
  }));
}

export function receptionOf(provider: Provider): Reception {
  const { subscription } = provider.setUp;
  return subscription ? subscribed(provider, subscription) : pastedByHand(provider);
}

function triggerDescription(
  provider: Provider,
  { credentials, parameters }: Reception,
): INodeTypeDescription {
  const { id, name, event } = provider;
  const displayName = `${name} Trigger`;
  return {
    displayName,
    name: `${id}Trigger`,
    icon: iconOf(provider, '../..'),
    group: ['trigger'],
    version: TRIGGER_VERSION,
    subtitle: 'New call outcome',
    description: `Starts the workflow when ${event} in ${name}`,
    eventTriggerDescription: `Waiting until ${event} in ${name}`,
    activationMessage: `${name} can now send call outcomes to this workflow.`,
    defaults: { name: displayName },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    webhooks: [deliveries],
    credentials,
    codex: codexOf(provider, ['New call outcome']),
    properties: [...parameters, respondField, triggerOptions(provider)],
  };
}
