import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class SailorWebhookApi implements ICredentialType {
  name = 'sailorWebhookApi';

  displayName = 'Sailor Webhook API';

  icon: Icon = {
    light: 'file:../../shared/providers/sailor/icon.svg',
    dark: 'file:../../shared/providers/sailor/icon.dark.svg',
  };

  documentationUrl = 'https://docs.sailorhq.io/phone-system/webhooks';

  properties: INodeProperties[] = [
    {
      displayName: 'URL Token',
      name: 'urlToken',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'Make up a token of at least 16 letters and digits. As the webhook URL in Sailor, enter the URL of your Webhook node followed by ?token= and this token.',
    },
  ];

  restrictToSupportedNodes = true as const;
}
