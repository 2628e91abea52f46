import type { Provider, Secret } from '../../core.ts';
import { capitalized } from '../text.ts';

/** The credential for calls to the provider. */
export function apiCredentialOf({ id }: Pick<Provider, 'id'>): string {
  return `${id}Api`;
}

/** The credential for what the provider proves its deliveries with. */
export function webhookCredentialOf({ id }: Pick<Provider, 'id'>): string {
  return `${id}WebhookApi`;
}

/** The field for the secret that a new one is taking the place of. */
export function previousOf({ name }: Pick<Secret, 'name'>): string {
  return `previous${capitalized(name)}`;
}
