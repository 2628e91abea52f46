import { webhookCredential } from '../lib/credentials/webhookCredential.ts';

export class IclosedWebhookApi extends webhookCredential('iclosed') {}
