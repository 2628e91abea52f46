import { OutcomeError } from './errors.ts';
import type { CallOutcome } from './outcome.ts';
import type { Ignored, Provider } from './provider.ts';
import { recorder, type RecordOptions } from './record.ts';
import { type ProviderId, providers } from './registry.ts';
import { parseJson } from './values/json.ts';
import type { WebhookRequest } from './verify/request.ts';

export interface ReceiveOptions extends RecordOptions {
  /**
   * What the provider proves itself with: Air's bearer token, iClosed's signing secret, the token in Sailor's
   * URL. Several while one replaces another. Without it nothing is verified; an empty one matches nothing.
   */
  secret?: string | readonly string[];
  /** The clock for the time window of signatures; the machine's by default. */
  now?: () => Date;
}

export interface Received {
  outcomes: CallOutcome[];
  /** What was understood and holds no outcome, such as an event of another kind. */
  ignored: Ignored[];
}

/**
 * Turns one delivery of a provider into records: verify, parse, normalise.
 *
 * Throws only `OutcomeError`: `unauthorized` (401; nothing of the body was looked at), `malformed_body` (400,
 * not JSON), `invalid_payload` (422, JSON without such an event), `unknown_provider` (404).
 */
export function receive(providerId: ProviderId, request: WebhookRequest, options?: ReceiveOptions): Received {
  const provider = providerOf(providerId);
  // Hosts in plain JavaScript pass on what their users set up, which types do not stop.
  const delivery = (request as WebhookRequest | null | undefined) ?? NO_REQUEST;
  const settings = (options as ReceiveOptions | null | undefined) ?? {};
  verify(provider, delivery, settings);
  const { outcomes, ignored } = provider.read(parseBody(delivery.rawBody), settings);
  return { outcomes: outcomes.map(recorder(provider, settings)), ignored };
}

const NO_REQUEST: WebhookRequest = { headers: {}, rawBody: '' };

function providerOf(id: unknown): Provider {
  if (typeof id === 'string' && Object.hasOwn(providers, id)) return providers[id as ProviderId];
  throw new OutcomeError('unknown_provider', 'There is no such provider.', {
    hint: `Choose one of: ${Object.keys(providers).join(', ')}.`,
  });
}

function verify({ name, proof }: Provider, request: WebhookRequest, options: ReceiveOptions): void {
  if (options.secret === undefined) return;
  const now = typeof options.now === 'function' ? options.now() : new Date();
  const secrets: unknown[] = [options.secret].flat();
  const proven = secrets.some(
    (secret) => typeof secret === 'string' && secret.trim() !== '' && proof.verify(request, secret, now),
  );
  if (!proven) {
    throw new OutcomeError('unauthorized', `The delivery does not prove that it is from ${name}.`, {
      hint: proof.hint,
    });
  }
}

function parseBody(rawBody: WebhookRequest['rawBody']): unknown {
  try {
    const text =
      typeof rawBody === 'string' ? rawBody.replace(/^\uFEFF/, '') : new TextDecoder().decode(rawBody);
    return parseJson(text);
  } catch {
    // Without the parser's own message, which quotes the body.
    throw new OutcomeError('malformed_body', 'The body of the delivery is not JSON.', {
      hint: 'Send the event as JSON in UTF-8, unchanged and not compressed.',
    });
  }
}
