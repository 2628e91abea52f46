import type { Bundle } from 'zapier-platform-core';
import { OutcomeError, type ProviderId, providers } from '../../shared/index.ts';
import { snakeCase } from './inputFields.ts';

type AuthData = Bundle['authData'];

/** The field of a provider's API key; undefined where it has no API. */
export function apiKeyField(id: ProviderId): { key: string; label: string } | undefined {
  const { name, apiKey } = providers[id];
  if (!apiKey) return undefined;
  return { key: `${id}_${apiKey.key ?? snakeCase(apiKey.name)}`, label: `${name} ${apiKey.label}` };
}

export function webhookSecretKey(id: ProviderId): string {
  return `${id}_webhook_secret`;
}

export function webhookSecretLabel(id: ProviderId): string {
  const { name, proof } = providers[id];
  return `${name} ${proof.secret.label}`;
}

export function acceptUnverifiedKey(id: ProviderId): string {
  return `${id}_accept_unverified`;
}

/** What was entered, or '' where nothing was. */
export function enteredApiKey(id: ProviderId, authData: AuthData): string {
  const field = apiKeyField(id);
  return field ? (authData[field.key] ?? '') : '';
}

export function enteredSecret(id: ProviderId, authData: AuthData): string {
  return authData[webhookSecretKey(id)] ?? '';
}

/** What a header can carry; Zapier takes two braces for a template of its own. */
const SENDABLE = /^(?!.*\{\{)[ -~]+$/;

export function apiKeyOf(id: ProviderId, authData: AuthData): string {
  const label = apiKeyField(id)?.label ?? providers[id].name;
  const value = enteredApiKey(id, authData).trim();
  if (SENDABLE.test(value)) return value;
  const hint = `Edit the connection and paste the ${label} as ${providers[id].name} shows it.`;
  // Zapier asks to reconnect what is expired, which stops the Zaps of all providers: not for a key never entered.
  throw value === ''
    ? new OutcomeError('invalid_input', `This connection has no ${label}.`, { hint })
    : new OutcomeError('unauthorized', `The ${label} of this connection contains an invalid character.`, {
        hint,
      });
}

export function acceptsUnverified(id: ProviderId, authData: AuthData): boolean {
  return /^(true|yes|1)$/i.test(authData[acceptUnverifiedKey(id)] ?? '');
}

/** What deliveries have to prove; undefined where the user wants nothing proven. */
export function webhookSecretOf(id: ProviderId, authData: AuthData): string | undefined {
  const secret = enteredSecret(id, authData);
  return acceptsUnverified(id, authData) || secret === '' ? undefined : secret;
}
