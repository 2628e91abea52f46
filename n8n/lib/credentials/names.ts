import type { Provider } from '../../core.ts';

/** The credential for calls to the provider. */
export function apiCredentialOf({ id }: Pick<Provider, 'id'>): string {
  return `${id}Api`;
}
