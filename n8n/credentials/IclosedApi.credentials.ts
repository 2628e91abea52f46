import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class IclosedApi implements ICredentialType {
  name = 'iclosedApi';

  displayName = 'iClosed API';

  icon: Icon = {
    light: 'file:../../shared/providers/iclosed/icon.svg',
    dark: 'file:../../shared/providers/iclosed/icon.dark.svg',
  };

  documentationUrl = 'https://developer.iclosed.io/';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      placeholder: 'iclosed_...',
      description:
        'In iClosed, open Settings → Developers → API Keys and create one. It starts with iclosed_ and is shown only once.',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: 'https://public.api.iclosed.io/v1', url: '/fields/contact-stage' },
  };
}
