import {
  OutcomeError,
  type ProviderId,
  providers,
  receive,
  type Received,
  type ReceiveOptions,
  type WebhookRequest,
} from '../core.ts';

/** A provider that a delivery may come from, with what it proves itself with. */
export interface Sender {
  provider: ProviderId;
  /** Undefined where the user asks for no proof. */
  secrets: readonly string[] | undefined;
}

/** What n8n's Webhook node hands on of a request. */
export interface Delivery {
  headers: WebhookRequest['headers'];
  query: Record<string, string>;
  /** The body as n8n parsed it. */
  body: unknown;
  /** The bytes as sent, where the Webhook node keeps them. */
  rawBody: Uint8Array | undefined;
}

/** Reads a delivery as from the first sender that it fits: verified by its secret, told by its payload. */
export function readDelivery(
  delivery: Delivery,
  senders: readonly Sender[],
  options: ReceiveOptions,
): Received {
  const attempts = senders.map((sender) => attempt(delivery, sender, options));
  const readings = attempts.filter((one) => 'outcomes' in one);
  const reading = readings.find(({ outcomes }) => outcomes.length > 0) ?? readings[0];
  if (reading) return reading;
  throw refusalOf(
    attempts.filter((one) => one instanceof OutcomeError),
    senders,
  );
}

function attempt(
  { headers, query, body, rawBody }: Delivery,
  { provider, secrets }: Sender,
  options: ReceiveOptions,
): Received | OutcomeError {
  if (secrets !== undefined && provider === 'iclosed' && rawBody === undefined) return RAW_BODY_MISSING;
  const request = { headers, query, rawBody: rawBody ?? textOfBody(body) };
  try {
    return receive(provider, request, { ...options, ...(secrets && { secret: secrets }) });
  } catch (error) {
    if (error instanceof OutcomeError) return error;
    throw error;
  }
}

const RAW_BODY_MISSING = new OutcomeError(
  'invalid_input',
  'The signature cannot be checked without the body as it was sent.',
  {
    hint: 'Open the Webhook node, add the option Raw Body and switch it on.',
  },
);

function textOfBody(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? null);
}

/** Where several providers were tried, the one that the delivery proved to be from tells what is wrong. */
function refusalOf(refusals: readonly OutcomeError[], senders: readonly Sender[]): OutcomeError {
  const proven = refusals.filter(({ code }) => code !== 'unauthorized');
  const [first, ...others] = proven.length > 0 ? proven : refusals;
  if (first && (others.length === 0 || first.code === 'malformed_body')) return first;
  const names = senders.map(({ provider }) => providers[provider].name).join(', ');
  return first?.code === 'unauthorized'
    ? new OutcomeError('unauthorized', `The delivery does not prove that it is from one of ${names}.`, {
        hint: 'Choose the credential of each provider that posts here, and enter the same secret in it as there.',
      })
    : new OutcomeError('invalid_payload', `This is no call outcome of ${names}.`, {
        hint: 'Let only call outcomes be posted to the Webhook node, or sort out the others before this node.',
      });
}
