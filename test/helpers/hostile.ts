/** Deliveries nobody should send, and what may come of them. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  callOutcome,
  OutcomeError,
  type ProviderId,
  providerIds,
  receive,
  type ReceiveOptions,
  type WebhookRequest,
} from '../../shared/index.ts';
import { fixturesOf } from './fixtures.ts';
import { isObject, type Json, pathsOf, replaceAt } from './json.ts';

export interface HostileDelivery {
  provider: ProviderId;
  request: WebhookRequest;
  options: ReceiveOptions;
}

const PROMISED_CODES = ['unauthorized', 'malformed_body', 'invalid_payload'];
const SECRET = 'c2VjcmV0LW9mLXRoaXMtdGVzdC1vbmx5';
const MARK = 'text-of-the-payload';

/** Why the result of `receive` is none that is documented, or null. Throws nothing. */
export function surpriseOf({ provider, request, options }: HostileDelivery): string | null {
  try {
    const { outcomes, ignored } = receive(provider, request, options);
    if (outcomes.length + ignored.length === 0) return 'nothing came of it';
    for (const outcome of outcomes) {
      const checked = callOutcome.safeParse(outcome);
      if (!checked.success) return `outside the schema: ${JSON.stringify(checked.error.issues)}`;
      if (!outcome.id.startsWith(`${provider}:`)) return `the id is ${outcome.id}`;
      if (!outcome.key.startsWith(`${provider}:`)) return `the key is ${outcome.key}`;
      const { phone, phoneNational } = outcome.contact;
      if (phoneNational !== null && !/^\d+$/.test(phoneNational)) return `the number is ${phoneNational}`;
      if (phoneNational !== null && !phone?.endsWith(phoneNational)) return `the number is ${String(phone)}`;
      if (hasUnsafeKey(outcome)) return 'an unsafe key got through';
      JSON.stringify(outcome);
    }
    return null;
  } catch (error) {
    if (!(error instanceof OutcomeError)) return `threw ${String(error)}`;
    if (!PROMISED_CODES.includes(error.code)) return `the code is ${error.code}`;
    const told = `${JSON.stringify(error)}${error.message}${error.stack ?? ''}`;
    return told.includes(SECRET) || told.includes(MARK) ? 'the error tells a secret or the payload' : null;
  }
}

function hasUnsafeKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnsafeKey);
  if (!isObject(value)) return false;
  return ['__proto__', 'constructor', 'prototype'].some((key) => Object.hasOwn(value, key))
    ? true
    : Object.values(value).some(hasUnsafeKey);
}

const fixtures = providerIds.flatMap((provider) =>
  fixturesOf(provider).map(({ body }) => ({
    provider,
    bytes: new Uint8Array(body),
    json: JSON.parse(body.toString()) as Json,
  })),
);

const knownKeys = [...new Set(fixtures.flatMap(({ json }) => pathsOf(json).flat()))].filter((key) =>
  /^\D/.test(key),
);

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...knownKeys, 'data') },
  { weight: 2, arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'length', '') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, '', ' ', MARK, 'null', 'NaN', '\uFEFF', '\uD800', 'a\uDC00', '\0'),
  fc.constantFrom<Json>(0, -0, 1e11, 1e11 - 1, 1e308, -1e308, 2 ** 53 + 2, 1e21, 1e-7, 8.64e15, -62167219201),
  fc.constantFrom<Json>('1e400', '-0', '0x10', '1,5', ' 44 ', '1781935984.6279999', '9'.repeat(400)),
  fc.constantFrom<Json>(
    'SALE',
    'no_sale',
    '_OBJECTION',
    'FOLLOW_UP_SCHEDULE',
    'Outcome added',
    'Call booked',
    'not interested, un-sold, call back',
    'BOT: ~ "a"\nHUMAN: b\r\nBOT:',
  ),
  fc.constantFrom<Json>('HOURS', 'seconds', 'inbound', 'OUTBOUND-api', 'all', 'False', '{"a":1}', '[1]', '{'),
  fc.constantFrom<Json>('2024-02-30 00:00:00', '0000-01-01 00:00:00+14', '9999-12-31T23:59:59-12'),
  fc.constantFrom<Json>(
    '+15555550142',
    '+330664929387',
    '+390612345678',
    '911',
    '(415) 555-2671',
    'anonymous',
    '+',
    '+1'.repeat(200),
  ),
  fc.integer().map((value): Json => value),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value): Json => value),
  fc.string({ unit: 'binary' }).map((value): Json => value),
  fc.date({ noInvalidDate: true }).map((value): Json => value.toISOString()),
);

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 5 }),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 8 })
      .map((entries): Json => Object.fromEntries(entries)),
  ),
}));

/** An event of a provider with a few values replaced, removed, or added. */
const mutatedFixture: fc.Arbitrary<{ provider: ProviderId; body: string }> = fc
  .constantFrom(...fixtures)
  .chain(({ provider, json: fixture }) =>
    fc
      .array(fc.tuple(fc.constantFrom(...pathsOf(fixture), []), fc.option(json, { nil: undefined })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((edits) =>
        edits.reduce<Json>((value, [path, item]) => replaceAt(value, path, item) ?? null, fixture),
      )
      .map((mutated) => ({ provider, body: JSON.stringify(mutated) })),
  );

/** A fixture whose bytes were cut, or in which some were overwritten. */
const brokenBytes: fc.Arbitrary<{ provider: ProviderId; body: Uint8Array }> = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 4 }),
    fc.nat(2000),
  )
  .map(([{ provider, bytes }, edits, length]) => {
    const body = Uint8Array.from(bytes);
    for (const [index, byte] of edits) body[index % body.length] = byte;
    return { provider, body: edits.length % 2 === 0 ? body : body.slice(0, length) };
  });

const PLACE = 'place-of-the-deep-value';

/** A fixture with a value of many levels in the place of another. */
const deep: fc.Arbitrary<{ provider: ProviderId; body: string }> = fc
  .constantFrom(...fixtures)
  .chain(({ provider, json: fixture }) =>
    fc
      .tuple(
        fc.constantFrom(...pathsOf(fixture), []),
        fc.constantFrom(99, 100, 101, 5_000, 100_000),
        fc.boolean(),
      )
      .map(([path, levels, isList]) => {
        const [open, close] = isList ? ['[', ']'] : ['{"a":', '}'];
        const value = `${open.repeat(levels)}12345678901234567890${close.repeat(levels)}`;
        // Put in as text, since JSON.stringify would recurse.
        const text = JSON.stringify(replaceAt(fixture, path, PLACE));
        return { provider, body: text.replace(JSON.stringify(PLACE), () => value) };
      }),
  );

/** A documented delivery that is ten megabytes long. */
const huge: fc.Arbitrary<{ provider: ProviderId; body: string }> = fc
  .tuple(fc.constantFrom(...fixtures), key, fc.constantFrom('x', ' ', '1', '\\n', '{'))
  .map(([{ provider, json: fixture }, name, letter]) => ({
    provider,
    body: JSON.stringify(fixture).replace(
      '{',
      () => `{${JSON.stringify(name)}:"${letter.repeat(10_000_000 / letter.length)}",`,
    ),
  }));

const anyJson = fc
  .tuple(fc.constantFrom(...providerIds), json)
  .map(([provider, value]) => ({ provider, body: JSON.stringify(value) }));

const anyText = fc
  .tuple(
    fc.constantFrom(...providerIds),
    fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 })),
  )
  .map(([provider, body]) => ({ provider, body }));

const secret = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', SECRET, `whsec_${SECRET}`, 'whsec_', [], [''], ['', SECRET]),
  },
);

/** Headers and query that prove something at times: the secret is among them. */
const envelope = fc.record({
  headers: fc.dictionary(
    fc.constantFrom('Authorization', 'webhook-id', 'Webhook-Timestamp', 'webhook-signature', 'SVIX-ID', 'x'),
    fc.constantFrom(`Bearer ${SECRET}`, SECRET, '1781935984', 'v1,', '', 'bearer', 'Bearer  ', '\uD800'),
  ),
  query: fc.dictionary(fc.constantFrom('token', '__proto__', 'Token'), fc.constantFrom(SECRET, '', 'x')),
});

const options = fc.record(
  {
    secret,
    now: fc.constantFrom(
      () => new Date(1781935984000),
      () => new Date(NaN),
    ),
    defaultCountry: fc.constantFrom('US', 'DE', 'AU'),
    results: fc.dictionary(key, fc.constantFrom('positive', 'not_reached'), { maxKeys: 3 }),
    includeRaw: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ReceiveOptions>;

/** Any JSON, any bytes, broken and mutated fixtures, deep nesting, with and without proofs. */
export const hostileDelivery: fc.Arbitrary<HostileDelivery> = fc
  .tuple(
    fc.oneof(
      { weight: 9600, arbitrary: mutatedFixture },
      { weight: 4800, arbitrary: anyJson },
      { weight: 2400, arbitrary: brokenBytes },
      { weight: 2400, arbitrary: anyText },
      { weight: 20, arbitrary: deep },
      { weight: 1, arbitrary: huge },
    ),
    envelope,
    options,
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom('text', 'bom', 'buffer', 'bytes') },
      { weight: 1, arbitrary: fc.constantFrom('gzip', 'utf16') },
    ),
  )
  .map(([{ provider, body }, { headers, query }, settings, form]) => ({
    provider,
    request: { headers, query, rawBody: formOf(body, form) },
    options: settings,
  }));

function formOf(body: string | Uint8Array, form: string): string | Uint8Array {
  if (form === 'gzip') return gzipSync(body);
  if (typeof body !== 'string' || form === 'text') return body;
  if (form === 'utf16') return Buffer.from(body, 'utf16le');
  const bytes = Buffer.from(form === 'bom' ? `\uFEFF${body}` : body);
  return form === 'bytes' ? new Uint8Array(bytes) : bytes;
}
