import type { Authentication, AuthField, Bundle, ZObject } from 'zapier-platform-core';
import { OutcomeError, perform, type ProviderId, providers } from '../../shared/index.ts';
import {
  acceptsUnverified,
  acceptUnverifiedKey,
  apiKeyField,
  enteredApiKey,
  enteredSecret,
  webhookSecretKey,
  webhookSecretLabel,
} from './credentials.ts';
import { sentencesOf, toPlainError } from './errors.ts';
import { transportTo } from './transport.ts';

type AuthData = Bundle['authData'];

export function authenticationFor(ids: readonly ProviderId[]): Authentication {
  return {
    type: 'custom',
    fields: fieldsFor(ids),
    test: (z: ZObject, bundle: Bundle) => testConnection(ids, z, bundle),
    connectionLabel: '{{bundle.inputData.connected}}',
  };
}

function fieldsFor(ids: readonly ProviderId[]): AuthField[] {
  const fields = ids.flatMap((id) => [...apiKeyFields(id), ...webhookFields(id)]);
  return fields.map((field) => ({ ...field, required: fields.length === 1 }));
}

function apiKeyFields(id: ProviderId): AuthField[] {
  const { name, apiKey } = providers[id];
  const field = apiKeyField(id);
  if (!apiKey || !field) return [];
  return [
    {
      ...field,
      helpText: `${apiKey.help} See [${name}'s page about it](${apiKey.page}).`,
      type: 'password',
    },
  ];
}

/** None where Zapier gives the provider its own unguessable URL. */
function webhookFields(id: ProviderId): AuthField[] {
  const { name, docsUrl, proof, setUp } = providers[id];
  if (setUp.subscription) return [];
  const page = `[${name}'s page about this webhook](${docsUrl})`;
  return [
    {
      key: webhookSecretKey(id),
      label: webhookSecretLabel(id),
      helpText: `${proof.secret.help} Deliveries that it does not prove are then refused. See ${page}.`,
      type: 'password',
    },
    {
      key: acceptUnverifiedKey(id),
      label: `Accept Unverified ${name} Deliveries`,
      helpText: `Choose yes only if ${name} shows you no secret, or if genuine deliveries are refused because Zapier drops their proof: then anyone who knows the URL can send outcomes. See ${page}.`,
      type: 'boolean',
    },
  ];
}

/** Tries everything that was entered, and names each provider that refuses it. */
export async function testConnection(
  ids: readonly ProviderId[],
  z: ZObject,
  { authData }: Pick<Bundle, 'authData'>,
): Promise<{ connected: string }> {
  const answers = await Promise.all(ids.map((id) => problemWith(id, z, authData)));
  const problems = answers.filter((problem) => problem !== null);
  const [first] = problems;
  if (first) throw toPlainError(z, first.error, problems.map(({ text }) => text).join('\n'));
  const connected = ids.flatMap((id) => labelOf(id, authData));
  if (connected.length > 0) return { connected: connected.join(', ') };
  const [only] = ids;
  if (ids.length === 1 && only && providers[only].proof.secret.optional)
    return { connected: unverified(only) };
  throw new z.errors.Error(
    'Enter at least one key or secret, or choose yes where your account has no secret, then try again.',
    'invalid_input',
    422,
  );
}

/** Names connections by the ends of their keys, since no provider gives the name of the account. */
function labelOf(id: ProviderId, authData: AuthData): string[] {
  const entered = enteredApiKey(id, authData).trim() || enteredSecret(id, authData).trim();
  if (entered !== '') return [`${providers[id].name} …${entered.slice(-4)}`];
  return acceptsUnverified(id, authData) ? [unverified(id)] : [];
}

function unverified(id: ProviderId): string {
  return `${providers[id].name} (unverified)`;
}

async function problemWith(
  id: ProviderId,
  z: ZObject,
  authData: AuthData,
): Promise<{ error: unknown; text: string } | null> {
  try {
    refuseImpossibleSecret(id, authData);
    const { apiKey } = providers[id];
    if (enteredApiKey(id, authData) !== '' && apiKey?.test) {
      await perform(apiKey.test(), transportTo(id, z, { authData }));
    }
    return null;
  } catch (error) {
    return { error, text: `${providers[id].name}: ${sentencesOf(error)}` };
  }
}

function refuseImpossibleSecret(id: ProviderId, authData: AuthData): void {
  const { label, requirement, accepts } = providers[id].proof.secret;
  const entered = enteredSecret(id, authData);
  if (entered === '' || accepts(entered)) return;
  throw new OutcomeError('invalid_input', `The ${label} ${requirement}.`, {
    hint: `Enter it again, the same as in ${providers[id].name}.`,
  });
}
