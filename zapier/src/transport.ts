import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { OutcomeError, type PatientTransport, type ProviderId, type Transport } from '../../shared/index.ts';
import { apiKeyOf } from './credentials.ts';

/** Below the 30 seconds that Zapier gives a step, which may take two requests. */
const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Sends a provider's requests with the user's key. Nothing is tried again here: Zapier repeats a throttled step
 * by itself, without keeping it waiting.
 */
export function transportTo(provider: ProviderId, z: ZObject, bundle: Pick<Bundle, 'authData'>): Transport {
  const authorization = `Bearer ${apiKeyOf(provider, bundle.authData)}`;
  return {
    async send(request, timeout = TIMEOUT_MILLISECONDS) {
      const { method, url, body } = request;
      const headers = { ...request.headers, Authorization: authorization };
      refuseTemplates(url);
      const response = await z.request({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { body: jsonOf(body) }),
        timeout,
        // A redirected request would take the key to another host.
        redirect: 'manual',
        skipThrowForStatus: true,
      });
      return {
        status: response.status,
        headers: { 'retry-after': response.getHeader('retry-after') },
        body: response.data as unknown,
      };
    },
  };
}

/** For what takes several requests: the core tries again, within a time of its own. */
export function patientTransportTo(...to: Parameters<typeof transportTo>): PatientTransport {
  return { ...transportTo(...to), sleep, now: () => performance.now() };
}

/**
 * Text for Zapier to send as it is. Of an object it takes out what looks like a template, such as {{name}}, and throws
 * on {{bundle.…}}: https://github.com/zapier/zapier-platform/blob/main/packages/core/src/http-middlewares/before/prepare-request.js
 */
function jsonOf(body: Record<string, unknown>): string {
  return JSON.stringify(body).replaceAll('{{', '{\\u007b');
}

/** A query has no other way to write them, and without them a search finds anything. */
function refuseTemplates(url: string): void {
  if (![...new URL(url).searchParams.values()].some((value) => value.includes('{{'))) return;
  throw new OutcomeError('invalid_input', 'A search cannot contain “{{”.', {
    hint: 'Nothing was sent. Remove it from the value, then try again.',
  });
}
