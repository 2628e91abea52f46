import type { ICredentialType } from 'n8n-workflow';
import { type ApiKey, type Provider, type ProviderId, providers } from '../../core.ts';
import { iconOf } from '../appearance.ts';
import { classOf } from '../classOf.ts';
import { apiCredentialOf } from './names.ts';
import { secretField } from './secretField.ts';

/** The credential with the key of a provider's API. */
export function apiCredential(id: ProviderId): new () => ICredentialType {
  const provider: Provider = providers[id];
  const { name, apiKey } = provider;
  if (!apiKey) throw new Error(`${name} has no API.`);
  return classOf((): ICredentialType => ({
    name: apiCredentialOf(provider),
    displayName: `${name} API`,
    icon: iconOf(provider, '..'),
    documentationUrl: apiKey.page,
    properties: [secretField(apiKey)],
    authenticate: {
      type: 'generic',
      // Keys are often pasted with a space.
      properties: { headers: { Authorization: `=Bearer {{$credentials.${apiKey.name}.trim()}}` } },
    },
    ...testOf(apiKey),
  }));
}

function testOf({ test }: ApiKey): Pick<ICredentialType, 'test'> {
  if (!test) return {};
  const { origin, pathname } = new URL(test().request.url);
  return { test: { request: { baseURL: origin, url: pathname } } };
}
