import { createHmac } from 'node:crypto';

export interface Signing {
  id: string;
  /** Unix time in seconds. */
  seconds: number;
  /** The key's bytes in base64, with or without `whsec_`. */
  secret: string;
  body: string | Uint8Array;
}

/** One `v1,…` of a signature header, made from the specification's words and not by a verifier's library. */
export function signatureOf({ id, seconds, secret, body }: Signing): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
}

export function signedHeaders(signing: Signing, family = 'webhook'): Record<string, string> {
  return {
    [`${family}-id`]: signing.id,
    [`${family}-timestamp`]: String(signing.seconds),
    [`${family}-signature`]: signatureOf(signing),
  };
}
