import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { OutcomeError } from '../../core.ts';

/** What deliveries must prove themselves with; undefined where the user chose to ask for no proof. */
export type ReadSecret = (
  context: IHookFunctions | IWebhookFunctions,
) => Promise<string | string[] | undefined>;

/** What a secret must look like to be one, and how to get one that does. */
export interface SecretKind {
  pattern: RegExp;
  hint: string;
}

export const bearerToken: SecretKind = {
  pattern: /^\s*\S.{14,}\S\s*$/,
  hint: 'Enter a Bearer Token of at least 16 characters, the same as at the webhook in Air.',
};

export const signingSecret: SecretKind = {
  pattern: /^\s*(whsec_)?[A-Za-z0-9+/]{16,}={0,2}\s*$/,
  hint: 'Copy the whole signing secret of this webhook from iClosed. It mostly starts with whsec_.',
};

export const urlToken: SecretKind = {
  pattern: /^\s*[\w-]{16,}\s*$/,
  hint: 'Enter a URL Token of at least 16 letters and digits.',
};

export const airSecret: ReadSecret = async (context) => {
  if (context.getNodeParameter('authentication') === 'none') return undefined;
  const { bearerToken: token } = await context.getCredentials('airWebhookApi');
  return secretOf(bearerToken, token);
};

export const iclosedSecret: ReadSecret = async (context) => {
  if (context.getNode().credentials?.['iclosedWebhookApi'] === undefined) return undefined;
  const { signingSecret: secret, previousSigningSecret: previous } =
    await context.getCredentials('iclosedWebhookApi');
  return [secretOf(signingSecret, secret), ...(previous ? [secretOf(signingSecret, previous)] : [])];
};

export const sailorSecret: ReadSecret = async (context) => {
  const holder =
    context.getNodeParameter('listenTo') === 'pasted'
      ? context.getNodeParameter('urlToken')
      : context.getWorkflowStaticData('node')['urlToken'];
  return Promise.resolve(secretOf(urlToken, holder));
};

export function isSecret({ pattern }: SecretKind, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function secretOf(kind: SecretKind, value: unknown): string {
  if (isSecret(kind, value)) return value;
  throw new OutcomeError('invalid_input', 'This secret cannot be right.', { hint: kind.hint });
}
