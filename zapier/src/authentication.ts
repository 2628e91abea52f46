import type { Authentication, AuthField, Bundle, ZObject } from 'zapier-platform-core';
import {
  type ApiCall,
  iclosedApi,
  perform,
  type ProviderId,
  providers,
  sailorApi,
} from '../../shared/index.ts';
import {
  acceptUnverifiedKey,
  apiKeys,
  hasApiKey,
  hasWebhookSecret,
  webhookSecretKey,
} from './credentials.ts';
import { textOf, toPlainError } from './errors.ts';
import { transportTo } from './transport.ts';
import { subscriptions } from './triggers/subscriptions.ts';

/** Where each key is found. */
const API_KEY_HELP: Readonly<Partial<Record<ProviderId, string>>> = {
  sailor:
    "A token of the Sailor workspace whose outcomes you use: see [Sailor's page about tokens](https://docs.sailorhq.io/authentication).",
  air: "Needed only to start calls. It is the bearer token of [Air's API](https://docs.air.ai/api-reference/initiate-call).",
  iclosed:
    "Needed only to record outcomes. Make one in iClosed under Settings → Developers → API Keys; it starts with `iclosed_`. See [iClosed's page about its API](https://developer.iclosed.io/).",
};

/** Calls that change nothing. Air documents none. */
const TESTS: Readonly<Partial<Record<ProviderId, () => ApiCall<unknown>>>> = {
  sailor: sailorApi.listOutcomes,
  iclosed: iclosedApi.testConnection,
};

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
  const apiKey = apiKeys[id];
  return apiKey ? [{ ...apiKey, helpText: API_KEY_HELP[id] ?? '', type: 'password' }] : [];
}

/** None where Zapier tells the provider its own unguessable URL. */
function webhookFields(id: ProviderId): AuthField[] {
  if (subscriptions[id]) return [];
  const { name, docsUrl, proof } = providers[id];
  const page = `[${name}'s page about this webhook](${docsUrl})`;
  return [
    {
      key: webhookSecretKey(id),
      label: `${name} Webhook Secret`,
      helpText: `Lets Zapier refuse deliveries that are not from ${name}. ${proof.hint} See ${page}.`,
      type: 'password',
    },
    {
      key: acceptUnverifiedKey(id),
      label: `Accept Unverified ${name} Deliveries`,
      helpText: `Choose yes only if genuine deliveries are refused because what proves them does not reach Zapier: then anybody who knows the URL can send outcomes. See ${page}.`,
      type: 'boolean',
    },
  ];
}

/** Tries every key that was entered, and tells of each provider by name. */
export async function testConnection(
  ids: readonly ProviderId[],
  z: ZObject,
  { authData }: Pick<Bundle, 'authData'>,
): Promise<{ connected: string }> {
  const entered = ids.filter((id) => hasApiKey(id, authData) || hasWebhookSecret(id, authData));
  if (entered.length === 0) {
    throw new z.errors.Error('Enter at least one key or secret, then try again.', 'invalid_input', 422);
  }
  const answers = await Promise.all(entered.map((id) => problemWith(id, z, authData)));
  const problems = answers.filter((problem) => problem !== null);
  const [first] = problems;
  if (first) throw toPlainError(z, first.error, problems.map(({ text }) => text).join('\n'));
  return { connected: entered.map((id) => providers[id].name).join(', ') };
}

async function problemWith(
  id: ProviderId,
  z: ZObject,
  authData: Bundle['authData'],
): Promise<{ error: unknown; text: string } | null> {
  const test = TESTS[id];
  if (!test || !hasApiKey(id, authData)) return null;
  try {
    await perform(test(), transportTo(id, z, { authData }));
    return null;
  } catch (error) {
    return { error, text: `${providers[id].name}: ${textOf(error)}` };
  }
}
