/** Checked by the compiler and never run: what the types of the core allow, and what they refuse. */
import {
  type CallOutcome,
  type CountryCode,
  type FieldKey,
  fields,
  OutcomeError,
  type OutcomeErrorCode,
  type OutcomeResult,
  type ProviderId,
  providers,
  receive,
  type ReceiveOptions,
  type ResultSource,
  type WebhookRequest,
} from '../../shared/index.ts';

/** Each fits where the other is wanted. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;

declare const request: WebhookRequest;
declare const outcome: CallOutcome;
declare const error: OutcomeError;

export const same: [
  Same<ProviderId, 'sailor' | 'air' | 'iclosed'>,
  Same<(typeof providers)['air']['id'], 'air'>,
  Same<OutcomeResult, 'positive' | 'negative' | 'follow_up' | 'not_reached' | 'unknown'>,
  Same<CallOutcome['outcome']['result'], OutcomeResult>,
  Same<CallOutcome['outcome']['resultSource'], ResultSource>,
  Same<ResultSource, 'custom' | 'provider' | 'name' | 'none'>,
  Same<CallOutcome['key'], string>,
  Same<CallOutcome['contact']['phoneNational'], string | null>,
  Same<CallOutcome['call']['turns'], { speaker: 'agent' | 'contact'; text: string }[]>,
  Same<CallOutcome['call']['direction'], 'inbound' | 'outbound' | null>,
  Same<CallOutcome['agent']['kind'], 'human' | 'ai'>,
  Same<CallOutcome['call']['durationSeconds'], number | null>,
  Same<CallOutcome['destination']['listIds'], string[]>,
  Same<CallOutcome['destination']['scope'], 'selected' | 'all' | null>,
  Same<CallOutcome['raw'], Record<string, unknown> | null>,
  Same<
    Extract<OutcomeErrorCode, 'unauthorized' | 'malformed_body' | 'invalid_payload'>,
    'unauthorized' | 'malformed_body' | 'invalid_payload'
  >,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

export const requests: WebhookRequest[] = [
  { headers: {}, rawBody: '' },
  { headers: { a: 'b', c: ['d', 'e'], f: undefined }, rawBody: new Uint8Array() },
  { headers: { a: ['b'] as const }, rawBody: Buffer.from(''), query: { token: 'x', other: undefined } },
  // @ts-expect-error the body is the bytes as sent, not what a parser made of them
  { headers: {}, rawBody: { call: {} } },
  // @ts-expect-error without a body there is no delivery
  { headers: {} },
  // @ts-expect-error headers are texts
  { headers: { a: 5 }, rawBody: '' },
  // @ts-expect-error a query parameter has one value
  { headers: {}, rawBody: '', query: { token: ['x'] } },
];

export const options: ReceiveOptions[] = [
  {},
  { secret: 'x' },
  { secret: ['x', 'y'] as const, now: () => new Date(), includeRaw: true },
  { defaultCountry: 'US', results: { Interested: 'positive' } },
  // @ts-expect-error a secret is a text
  { secret: 5 },
  // @ts-expect-error a secret that may be missing has to be looked at before
  { secret: undefined },
  // @ts-expect-error a clock is a function
  { now: new Date() },
  // @ts-expect-error a country has two letters
  { defaultCountry: 'USA' },
  // @ts-expect-error there are five results
  { results: { Interested: 'good' } },
  // @ts-expect-error no such option
  { retries: 3 },
];

export const countries: CountryCode[] = ['US', 'DE', 'AU'];

export function calls(): void {
  receive('sailor', request);
  receive('air', request, { secret: 'x' }).outcomes.map(({ id }) => id.toUpperCase());
  receive('iclosed', request).ignored.map(({ reason, hint }) => reason + hint);
  // @ts-expect-error no such provider
  receive('other', request);
  // @ts-expect-error a delivery is needed
  receive('sailor');
}

export function record(): unknown[] {
  outcome.contact.phone?.length.toFixed();
  // @ts-expect-error a provider may send no phone number
  outcome.contact.phone.length.toFixed();
  // @ts-expect-error the phone number is the contact's
  const phone: unknown = outcome.phone;
  // @ts-expect-error times are texts
  const time: Date | null = outcome.occurredAt;
  // @ts-expect-error what a provider says in its own event is not known
  const raw: string | undefined = outcome.raw?.sid;
  // @ts-expect-error there are five results
  outcome.outcome.result = 'good';
  // @ts-expect-error turns are the agent's or the contact's
  outcome.call.turns.push({ speaker: 'bot', text: '' });
  return [phone, time, raw];
}

export const keys: FieldKey[] = [
  'id',
  'contact.phone',
  'call.metadata',
  'call.turns',
  'deal.transactions',
  'raw',
  // @ts-expect-error a block of fields is no field
  'contact',
  // @ts-expect-error the content of metadata is not known
  'call.metadata.crmId',
  // @ts-expect-error the type of the booking has a name that nobody takes for the Event ID
  'call.eventId',
];

export function labels(): unknown {
  fields['contact.phone'].label.toUpperCase();
  // @ts-expect-error no such field
  const fax: unknown = fields['contact.fax'];
  // @ts-expect-error the table of fields is one for all
  fields.id = { label: 'x', help: null, type: 'string' };
  return fax;
}

export function errors(): void {
  const code: OutcomeErrorCode = error.code;
  new OutcomeError(code, 'What is wrong.', { hint: 'What to do.' });
  // @ts-expect-error an error says what to do
  new OutcomeError('unauthorized', 'What is wrong.');
  // @ts-expect-error no such code
  new OutcomeError('oops', 'What is wrong.', { hint: 'What to do.' });
  // @ts-expect-error the status follows from the code
  error.httpStatus = 200;
  // @ts-expect-error the code stays
  error.code = 'unauthorized';
}
