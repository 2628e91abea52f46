import type { Bundle } from 'zapier-platform-core';
import { OutcomeError, type ProviderId, providers } from '../../shared/index.ts';

type AuthData = Bundle['authData'];

/** Keys with which Zapier calls a provider. */
export const apiKeys: Readonly<Partial<Record<ProviderId, { key: string; label: string }>>> = {
  sailor: { key: 'sailor_api_token', label: 'Sailor API Token' },
  air: { key: 'air_api_key', label: 'Air API Key' },
  iclosed: { key: 'iclosed_api_key', label: 'iClosed API Key' },
};

export function webhookSecretKey(id: ProviderId): string {
  return `${id}_webhook_secret`;
}

export function acceptUnverifiedKey(id: ProviderId): string {
  return `${id}_accept_unverified`;
}

export function hasApiKey(id: ProviderId, authData: AuthData): boolean {
  const { key } = apiKeys[id] ?? {};
  return key !== undefined && isEntered(authData[key]);
}

export function hasWebhookSecret(id: ProviderId, authData: AuthData): boolean {
  return isEntered(authData[webhookSecretKey(id)]);
}

/** What a header can carry. */
const PRINTABLE_ASCII = /^[ -~]+$/;

export function apiKeyOf(id: ProviderId, authData: AuthData): string {
  const { key, label } = apiKeys[id] ?? { key: '', label: `${providers[id].name} API Key` };
  const value = authData[key]?.trim() ?? '';
  if (PRINTABLE_ASCII.test(value)) return value;
  const problem =
    value === ''
      ? `This connection has no ${label}.`
      : `The ${label} of this connection has a character in it that no key has.`;
  throw new OutcomeError('unauthorized', problem, {
    hint: `Edit the connection and paste the ${label} as ${providers[id].name} shows it.`,
  });
}

/** What deliveries have to prove; undefined where the user wants nothing proven. */
export function webhookSecretOf(id: ProviderId, authData: AuthData): string | undefined {
  const acceptsUnverified = /^(true|yes|1)$/i.test(authData[acceptUnverifiedKey(id)] ?? '');
  return acceptsUnverified || !hasWebhookSecret(id, authData) ? undefined : authData[webhookSecretKey(id)];
}

function isEntered(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
