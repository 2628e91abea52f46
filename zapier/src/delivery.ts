import type { Bundle } from 'zapier-platform-core';
import type { WebhookRequest } from '../../shared/index.ts';

/** Zapier puts this before every header but Content-Length and Content-Type. */
const HEADER_PREFIX = /^http-/i;

/**
 * The webhook as the provider sent it, out of what Zapier made of it. The text of the body comes first, since
 * signatures are over it; what Zapier parsed has Zapier's own `querystring` added to it.
 */
export function requestInBundle({ rawRequest = {}, cleanedRequest }: Bundle): WebhookRequest {
  const headers = new Map<string, string[]>();
  for (const [name, value] of Object.entries(rawRequest.headers ?? {})) {
    const sent = name.replace(HEADER_PREFIX, '').toLowerCase();
    headers.set(sent, [...(headers.get(sent) ?? []), value]);
  }
  return {
    headers: Object.fromEntries(headers),
    rawBody: rawRequest.content?.trim() ? rawRequest.content : JSON.stringify(parsedBody(cleanedRequest)),
    query: Object.fromEntries(new URLSearchParams(rawRequest.querystring ?? '')),
  };
}

function parsedBody(cleanedRequest: unknown): unknown {
  if (typeof cleanedRequest !== 'object' || cleanedRequest === null) return null;
  if (Array.isArray(cleanedRequest)) return cleanedRequest;
  return Object.fromEntries(Object.entries(cleanedRequest).filter(([key]) => key !== 'querystring'));
}
