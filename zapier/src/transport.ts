import type { Bundle, ZObject } from 'zapier-platform-core';
import type { ProviderId, Transport } from '../../shared/index.ts';
import { apiKeyOf } from './credentials.ts';

/** Below the 30 seconds that Zapier gives a step, which may take two requests. */
const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Sends a provider's requests with the user's key. Nothing is tried again here: Zapier repeats a throttled step
 * by itself, without keeping it waiting.
 */
export function transportTo(
  provider: ProviderId,
  z: ZObject,
  bundle: Pick<Bundle, 'authData'>,
  timeout = TIMEOUT_MILLISECONDS,
): Transport {
  const authorization = `Bearer ${apiKeyOf(provider, bundle.authData)}`;
  return {
    async send({ method, url, headers, body }) {
      const response = await z.request({
        method,
        url,
        headers: { ...headers, Authorization: authorization },
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
