import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class AirWebhookApi implements ICredentialType {
  name = 'airWebhookApi';

  displayName = 'Air Webhook API';

  icon: Icon = {
    light: 'file:../../shared/providers/air/icon.svg',
    dark: 'file:../../shared/providers/air/icon.dark.svg',
  };

  documentationUrl = 'https://docs.air.ai/webhooks/post_call_outcome';

  properties: INodeProperties[] = [
    {
      displayName: 'Bearer Token',
      name: 'bearerToken',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'Make up a token of at least 16 characters and enter the same one in the field "Bearer Token" of the webhook in Air',
    },
  ];

  restrictToSupportedNodes = true as const;
}
