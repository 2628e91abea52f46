import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class SailorApi implements ICredentialType {
  name = 'sailorApi';

  displayName = 'Sailor API';

  icon: Icon = {
    light: 'file:../../shared/providers/sailor/icon.svg',
    dark: 'file:../../shared/providers/sailor/icon.dark.svg',
  };

  documentationUrl = 'https://docs.sailorhq.io/authentication';

  properties: INodeProperties[] = [
    {
      displayName: 'API Token',
      name: 'apiToken',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'The API token of your Sailor workspace',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken.trim()}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: 'https://api.sailorhq.io', url: '/phone-system/outcomes' },
  };
}
