import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { equalSecrets } from './equalSecrets.ts';
import type { Proof, ProofFacts } from './proof.ts';
import { headerOf, type WebhookRequest } from './request.ts';

/** How far the signed time may lie from now, in either direction, as the specification recommends. */
export const TOLERANCE_SECONDS = 5 * 60;

/** Svix, where the specification comes from, sends its own header names beside or instead of the standard ones. */
const HEADER_FAMILIES = ['webhook', 'svix'];

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The library overlooks a single character too many at the end. */
const SECRET = /^(?:whsec_)?(?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}(?:==)?|[a-z\d+/]{3}=?)?$/i;

/**
 * A signature by https://www.standardwebhooks.com: HMAC-SHA-256 over id, time and the raw body. The secret is
 * base64, with or without `whsec_`. Several signatures in the header, separated by spaces, are tried in turn.
 */
export function standardWebhooks({ hint, secret }: ProofFacts): Proof {
  return {
    verify: (request, key, now) => HEADER_FAMILIES.some((family) => isSigned(request, family, key, now)),
    sign(body, key, now) {
      const seconds = Math.floor(Number(now) / 1000);
      const id = `msg_${createHash('sha256').update(`${seconds}.`).update(body).digest('hex').slice(0, 24)}`;
      const signature = signatureOf(key, id, new Date(seconds * 1000), body) ?? '';
      return {
        headers: { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature },
      };
    },
    signsBody: true,
    secret: {
      name: 'signingSecret',
      label: 'Signing Secret',
      accepts: (text) => SECRET.test(text.trim()) && text.trim().replace(/^whsec_/, '').length >= 16,
      requirement: 'must be copied whole: it is base64 and usually starts with whsec_',
      from: (bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`,
      ...secret,
    },
    hint,
  };
}

/** The sender's own id of a delivery: the same when it is sent again, another for every other event. */
export function messageIdOf(request: WebhookRequest): string | undefined {
  const ids = HEADER_FAMILIES.map((family) => headerOf(request, `${family}-id`));
  return ids.find((id) => id) ?? undefined;
}

function isSigned(request: WebhookRequest, family: string, secret: string, now: Date): boolean {
  const id = headerOf(request, `${family}-id`);
  const time = headerOf(request, `${family}-timestamp`);
  const signatures = headerOf(request, `${family}-signature`);
  if (!id || !time || !signatures || !/^[1-9]\d{0,11}$/.test(time)) return false;
  const seconds = Number(time);
  if (!(Math.abs(Number(now) / 1000 - seconds) <= TOLERANCE_SECONDS)) return false;
  const expected = signatureOf(secret, id, new Date(seconds * 1000), request.rawBody);
  return expected !== null && signatures.split(/\s+/).some((signature) => equalSecrets(signature, expected));
}

/** Null where the secret is no base64 or the body no text in UTF-8, so that it matches nothing. */
function signatureOf(secret: string, id: string, time: Date, rawBody: string | Uint8Array): string | null {
  try {
    if (!SECRET.test(secret.trim())) return null;
    // The library signs text: other bytes that read the same must not pass for what was signed.
    const body = typeof rawBody === 'string' ? rawBody : UTF8.decode(Buffer.from(rawBody));
    // The library's own `verify` reads the machine's clock, and ours is an argument.
    return new Webhook(secret.trim()).sign(id, time, body);
  } catch {
    return null;
  }
}
