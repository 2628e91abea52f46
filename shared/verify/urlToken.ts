import { equalSecrets } from './equalSecrets.ts';
import type { Verify } from './request.ts';

/** Name of the query parameter that carries the token of a URL only the provider was told. */
export const URL_TOKEN_PARAMETER = 'token';

/** For providers that sign nothing: an unguessable token in the webhook URL. */
export const urlToken: Verify = ({ query }, secret) => {
  const presented: unknown = query?.[URL_TOKEN_PARAMETER];
  return typeof presented === 'string' && equalSecrets(presented.trim(), secret.trim());
};
