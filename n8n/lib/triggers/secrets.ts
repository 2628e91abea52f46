import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { OutcomeError, type Secret } from '../../core.ts';

export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** What deliveries must prove themselves with; undefined where the user chose to ask for no proof. */
export type ReadSecret = (context: TriggerContext) => Promise<string | string[] | undefined>;

export function isSecret({ accepts }: Secret, value: unknown): value is string {
  return typeof value === 'string' && accepts(value);
}

/** Refuses a secret that can never match. */
export function checkedSecret(secret: Secret, value: unknown): string {
  if (isSecret(secret, value)) return value;
  throw new OutcomeError('invalid_input', `This ${secret.label}'s format is invalid.`, {
    hint: formatOf(secret),
  });
}

/** What a secret must look like, as a sentence. */
export function formatOf({ label, requirement }: Secret): string {
  return `${label} ${requirement}.`;
}
