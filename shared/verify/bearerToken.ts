import { equalSecrets } from './equalSecrets.ts';
import { headerOf, type Verify } from './request.ts';

/** `Authorization: Bearer <token>` (RFC 6750), the scheme word in any letter case. */
export const bearerToken: Verify = (request, secret) => {
  const presented = /^bearer\s+(\S.*)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  return presented !== undefined && equalSecrets(presented, secret.trim());
};
