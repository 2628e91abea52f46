import { webhookCredential } from '../lib/credentials/webhookCredential.ts';

export class AirWebhookApi extends webhookCredential('air') {}
