import { equalSecrets } from './equalSecrets.ts';
import { hex, type Proof, type ProofFacts } from './proof.ts';
import { headerOf } from './request.ts';

/** `Authorization: Bearer <token>` (RFC 6750), the scheme word in any letter case. */
export function bearerToken({ hint, secret }: ProofFacts): Proof {
  return {
    verify(request, token) {
      const presented = /^bearer\s+(\S.*)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
      return presented !== undefined && equalSecrets(presented, token.trim());
    },
    sign: (_body, token) => ({ headers: { authorization: `Bearer ${token.trim()}` } }),
    signsBody: false,
    secret: {
      name: 'bearerToken',
      label: 'Bearer Token',
      accepts: (text) => /^[!-~]{16,}$/.test(text.trim()),
      requirement: 'must have at least 16 characters, without spaces',
      from: hex,
      ...secret,
    },
    hint,
  };
}
