import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, ZObject } from 'zapier-platform-core';
import {
  type ApiRequest,
  OutcomeError,
  type PatientTransport,
  type ProviderId,
  type Transport,
} from '../../shared/index.ts';
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
      refuseTemplates({ ...request, headers });
      const response = await z.request({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { body }),
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

/** Zapier throws on these before it sends anything, as if they were left over from its own templates. */
function refuseTemplates(request: ApiRequest): void {
  if (!/\{\{\s*(bundle|process)\./.test(JSON.stringify(request))) return;
  throw new OutcomeError(
    'invalid_input',
    'A value contains “{{bundle.” or “{{process.”, which Zapier refuses.',
    {
      hint: 'Nothing was sent. Remove it from the value, then try again.',
    },
  );
}
