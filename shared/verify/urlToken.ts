import { equalSecrets } from './equalSecrets.ts';
import { hex, type Proof, type ProofFacts } from './proof.ts';

/** Name of the query parameter with the token, in a URL that only the provider knows. */
export const URL_TOKEN_PARAMETER = 'token';

/** For providers that sign nothing: an unguessable token in the webhook URL. */
export function urlToken({ hint, secret }: ProofFacts): Proof {
  return {
    verify({ query }, token) {
      const presented: unknown = query?.[URL_TOKEN_PARAMETER];
      return typeof presented === 'string' && equalSecrets(presented.trim(), token.trim());
    },
    sign: (_body, token) => ({ query: { [URL_TOKEN_PARAMETER]: token.trim() } }),
    signsBody: false,
    secret: {
      name: 'urlToken',
      label: 'URL Token',
      accepts: (text) => /^[\w-]{16,}$/.test(text.trim()),
      requirement: 'must have at least 16 letters and digits, without spaces',
      from: hex,
      ...secret,
    },
    hint,
  };
}
