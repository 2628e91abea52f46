import * as n8nWorkflow from 'n8n-workflow';
import type { INodeParameters, INodeProperties, IWebhookDescription } from 'n8n-workflow';

/** When the provider gets its answer: before the workflow runs, or once it has ended well. */
export const respondField: INodeProperties = {
  displayName: 'Respond',
  name: 'respond',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Immediately',
      value: 'immediately',
      description:
        'When n8n has stored the execution. An outcome whose execution fails is yours to retry in n8n.',
    },
    {
      name: 'When the Workflow Finishes',
      value: 'whenFinished',
      description:
        'Only if it finishes without an error. Otherwise the provider gets 500 and delivers again. Keep the workflow short: iClosed waits 5 seconds.',
    },
  ],
  default: 'immediately',
  description: 'When the provider gets the answer that its delivery has arrived',
};

/**
 * What n8n answers with. At once: the JSON that the trigger returns, which an empty `responseData` lets through. At the
 * end: nothing, since what the last node put out is not for the provider. The editor gets each function as the source
 * of an expression, so none uses anything from outside itself.
 */
const answers = {
  responseMode: (parameters: INodeParameters) =>
    parameters['respond'] === 'whenFinished' ? 'lastNode' : 'onReceived',
  responseData: (parameters: INodeParameters) => (parameters['respond'] === 'whenFinished' ? 'noData' : ''),
};

/** How n8n listens for deliveries. */
export const deliveries: IWebhookDescription = {
  name: 'default',
  httpMethod: 'POST',
  path: 'webhook',
  ...fromFunctions(answers),
};

/** For triggers of version 1, n8n evaluates an expression with each delivery, which costs more than all the rest. */
export const TRIGGER_VERSION = 2;

/** n8n 2.41 calls the functions themselves; older versions evaluate their source in the expression engine. */
function fromFunctions(
  functions: typeof answers,
): Pick<IWebhookDescription, 'responseMode' | 'responseData'> {
  // Not named imports: older versions do not have them.
  const { fromFunction, webhookDescriptionFields } = n8nWorkflow as Partial<typeof n8nWorkflow>;
  const { responseMode, responseData } = functions;
  const fields =
    fromFunction && webhookDescriptionFields
      ? webhookDescriptionFields({
          responseMode: fromFunction(responseMode),
          responseData: fromFunction(responseData),
        })
      : { responseMode: templateOf(responseMode), responseData: templateOf(responseData) };
  return fields;
}

function templateOf(choose: (parameters: INodeParameters) => string): string {
  return `={{(${String(choose)})($parameter)}}`;
}
