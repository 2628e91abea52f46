import {
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { deliveries, respondField, TRIGGER_VERSION } from '../../lib/triggers/deliveries.ts';
import { receiveWebhook } from '../../lib/triggers/receiveWebhook.ts';
import { triggerOptions } from '../../lib/triggers/triggerOptions.ts';
import { actionOutcomes, subscriptionSecret, webhookMethods } from './subscription.ts';
import { subscriptionFields } from './subscriptionFields.ts';

export class SailorTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Sailor Trigger',
    name: 'sailorTrigger',
    icon: {
      light: 'file:../../../shared/providers/sailor/icon.svg',
      dark: 'file:../../../shared/providers/sailor/icon.dark.svg',
    },
    group: ['trigger'],
    version: TRIGGER_VERSION,
    subtitle: 'New call outcome',
    description: 'Starts the workflow when an agent applies an outcome to a call in Sailor',
    eventTriggerDescription: 'Waiting for an agent to apply an outcome in Sailor',
    activationMessage: 'Sailor now sends the call outcomes to this workflow.',
    defaults: { name: 'Sailor Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    webhooks: [deliveries],
    credentials: [
      { name: 'sailorApi', required: true, displayOptions: { show: { listenTo: ['chosen', 'all', 'new'] } } },
    ],
    properties: [...subscriptionFields, respondField, triggerOptions()],
  };

  methods = { loadOptions: { actionOutcomes } };

  webhookMethods = { default: webhookMethods };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveWebhook(this, 'sailor', subscriptionSecret);
  }
}
