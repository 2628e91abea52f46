import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class AirApi implements ICredentialType {
  name = 'airApi';

  displayName = 'Air API';

  icon: Icon = {
    light: 'file:../../shared/providers/air/icon.svg',
    dark: 'file:../../shared/providers/air/icon.dark.svg',
  };

  documentationUrl = 'https://docs.air.ai/api-reference/initiate-call';

  properties: INodeProperties[] = [
    {
      displayName:
        'Air offers no way to check a token without calling somebody: whether it is right shows with the first call.',
      name: 'notice',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'API Token',
      name: 'apiToken',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'The API token of your Air account',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken}}' } },
  };
}
