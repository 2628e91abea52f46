import type { IWebhookDescription } from 'n8n-workflow';

/**
 * How n8n listens for deliveries. It answers before the workflow runs, since providers wait 5 seconds at most and
 * repeat what takes longer: https://api-docs-dev.iclosed.io/webhooks/v1/introduction. Where an execution must outlive
 * a killed worker, n8n's own Webhook node in front of Read Delivery can answer when the workflow has ended.
 *
 * Everything is static, since n8n starts its expression engine for a description that needs it. The empty
 * `responseData` is what makes n8n answer with the JSON that the trigger returns.
 */
export const deliveries: IWebhookDescription = {
  name: 'default',
  httpMethod: 'POST',
  path: 'webhook',
  responseMode: 'onReceived',
  responseData: '',
};

/** For triggers of version 1, n8n evaluates an expression with each delivery, which costs more than all the rest. */
export const TRIGGER_VERSION = 2;
