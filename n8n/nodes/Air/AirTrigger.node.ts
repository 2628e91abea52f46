import {
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { airWebhookApiTest } from '../../lib/credentials/credentialTests.ts';
import { deliveries, respondField, TRIGGER_VERSION } from '../../lib/triggers/deliveries.ts';
import { pastedByHand } from '../../lib/triggers/pastedByHand.ts';
import { receiveWebhook } from '../../lib/triggers/receiveWebhook.ts';
import { airSecret } from '../../lib/triggers/secrets.ts';
import { triggerOptions } from '../../lib/triggers/triggerOptions.ts';

export class AirTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Air Trigger',
    name: 'airTrigger',
    icon: {
      light: 'file:../../../shared/providers/air/icon.svg',
      dark: 'file:../../../shared/providers/air/icon.dark.svg',
    },
    group: ['trigger'],
    version: TRIGGER_VERSION,
    subtitle: 'New call outcome',
    description: 'Starts the workflow when Air reports the outcome of a call',
    eventTriggerDescription: 'Waiting for Air to report the outcome of a call',
    activationMessage: 'Air can now report call outcomes to the production URL of this trigger.',
    defaults: { name: 'Air Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    webhooks: [deliveries],
    credentials: [
      {
        name: 'airWebhookApi',
        required: true,
        testedBy: 'airWebhookApiTest',
        displayOptions: { show: { authentication: ['bearerToken'] } },
      },
    ],
    properties: [
      {
        displayName:
          'In Air, open <b>Integrations → Webhooks → Create a Webhook</b>, choose <b>POST_CALL_OUTCOME</b> as Webhook Action, paste the <b>Production URL</b> shown above as Webhook URL, and enter the Bearer Token of the credential below. Publish this workflow, then click <b>Test Webhooks</b> in Air.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Authentication',
        name: 'authentication',
        type: 'options',
        options: [
          {
            name: 'Bearer Token',
            value: 'bearerToken',
            description: 'Only accept deliveries that carry the Bearer Token you entered in Air',
          },
          {
            name: 'None',
            value: 'none',
            description: 'Accept deliveries from anyone who knows the URL',
          },
        ],
        default: 'bearerToken',
      },
      {
        displayName:
          'Anyone who learns the URL can now send made-up outcomes. Choose <b>Bearer Token</b> for real work.',
        name: 'warning',
        type: 'notice',
        default: '',
        displayOptions: { show: { authentication: ['none'] } },
      },
      respondField,
      triggerOptions('onlyPrimaryOutcome'),
    ],
  };

  methods = { credentialTest: { airWebhookApiTest } };

  webhookMethods = { default: pastedByHand(airSecret) };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveWebhook(this, 'air', airSecret);
  }
}
