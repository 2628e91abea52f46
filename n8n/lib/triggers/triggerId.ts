import type { IWebhookFunctions } from 'n8n-workflow';

/** Which trigger it is, among all of this n8n: a copied workflow has nodes of the same ids. */
export function triggerIdOf(context: IWebhookFunctions): string {
  return `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
}
