import {
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { iclosedWebhookApiTest } from '../../lib/credentials/credentialTests.ts';
import { deliveries, respondField, TRIGGER_VERSION } from '../../lib/triggers/deliveries.ts';
import { pastedByHand } from '../../lib/triggers/pastedByHand.ts';
import { receiveWebhook } from '../../lib/triggers/receiveWebhook.ts';
import { iclosedSecret } from '../../lib/triggers/secrets.ts';
import { triggerOptions } from '../../lib/triggers/triggerOptions.ts';

export class IclosedTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'iClosed Trigger',
    name: 'iclosedTrigger',
    icon: {
      light: 'file:../../../shared/providers/iclosed/icon.svg',
      dark: 'file:../../../shared/providers/iclosed/icon.dark.svg',
    },
    group: ['trigger'],
    version: TRIGGER_VERSION,
    subtitle: 'New call outcome',
    description: 'Starts the workflow when a call outcome is added in iClosed',
    eventTriggerDescription: 'Waiting for a call outcome to be added in iClosed',
    activationMessage: 'iClosed can now send call outcomes to the production URL of this trigger.',
    defaults: { name: 'iClosed Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    webhooks: [deliveries],
    credentials: [{ name: 'iclosedWebhookApi', required: false, testedBy: 'iclosedWebhookApiTest' }],
    properties: [
      {
        displayName:
          'In iClosed, open <b>Settings → Developer → Webhooks</b>, add a webhook for the event <b>Call outcome added</b> and paste the <b>Production URL</b> shown above. If iClosed shows a signing secret, put it into the credential: then only deliveries that iClosed signed are accepted. Without it, anyone who learns the URL can send made-up outcomes. Publish this workflow when done.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      respondField,
      triggerOptions('onlyOutcomes'),
    ],
  };

  methods = { credentialTest: { iclosedWebhookApiTest } };

  webhookMethods = { default: pastedByHand(iclosedSecret) };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveWebhook(this, 'iclosed', iclosedSecret);
  }
}
