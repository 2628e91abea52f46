import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class IclosedWebhookApi implements ICredentialType {
  name = 'iclosedWebhookApi';

  displayName = 'iClosed Webhook API';

  icon: Icon = {
    light: 'file:../../shared/providers/iclosed/icon.svg',
    dark: 'file:../../shared/providers/iclosed/icon.dark.svg',
  };

  documentationUrl = 'https://developer.iclosed.io/docs/webhooks';

  properties: INodeProperties[] = [
    {
      displayName: 'Signing Secret',
      name: 'signingSecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'As iClosed shows it at the webhook. It mostly starts with whsec_.',
    },
    {
      displayName: 'Previous Signing Secret',
      name: 'previousSigningSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Only while you replace the secret: deliveries that are still signed with the old one are accepted too',
    },
  ];

  restrictToSupportedNodes = true as const;
}
