import { OutcomeError } from './errors.ts';
import type { CallOutcome, OutcomeResult } from './outcome.ts';
import type { Ignored, NormalizeOptions, Provider } from './provider.ts';
import { type ProviderId, providers } from './registry.ts';
import { resultReader } from './result.ts';
import { summarize } from './summary.ts';
import { parseJson } from './values/json.ts';
import { toPlain } from './values/plain.ts';
import { isRecord } from './values/wire.ts';
import type { WebhookRequest } from './verify/request.ts';

export interface ReceiveOptions extends NormalizeOptions {
  /**
   * What the provider proves itself with: Air's bearer token, iClosed's signing secret, the token in Sailor's
   * URL. Several while one replaces another. Without it nothing is verified; an empty one matches nothing.
   */
  secret?: string | readonly string[];
  /** The clock for the time window of signatures; the machine's by default. */
  now?: () => Date;
  /** The user's own "outcome name → result". Letter case does not matter; it wins over the built-in rules. */
  results?: Readonly<Record<string, OutcomeResult>>;
  /** Put the provider's own event into `raw`. */
  includeRaw?: boolean;
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
 * no JSON), `invalid_payload` (422, JSON without such an event), `unknown_provider` (404).
 */
export function receive(providerId: ProviderId, request: WebhookRequest, options?: ReceiveOptions): Received {
  const provider = providerOf(providerId);
  // Hosts in plain JavaScript pass on what their users set up, which types do not stop.
  const delivery = (request as WebhookRequest | null | undefined) ?? NO_REQUEST;
  const settings = (options as ReceiveOptions | null | undefined) ?? {};
  verify(provider, delivery, settings);
  const { outcomes, ignored } = provider.read(parseBody(delivery.rawBody), settings);
  const resultOf = resultReader(settings.results);
  return {
    outcomes: outcomes.map(({ id, key, normalized, raw }) => {
      const { occurredAt, verdict, outcome, ...blocks } = normalized;
      const { id: outcomeId, name, type, ...said } = outcome;
      return {
        id,
        key,
        provider: provider.id,
        occurredAt,
        summary: summarize(provider.name, normalized),
        outcome: { id: outcomeId, name, type, ...resultOf(name, verdict), ...said },
        ...blocks,
        raw: settings.includeRaw === true ? rawOf(raw) : null,
      };
    }),
    ignored,
  };
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

function rawOf(event: Record<string, unknown>): Record<string, unknown> | null {
  const plain = toPlain(event);
  return isRecord(plain) ? plain : null;
}
