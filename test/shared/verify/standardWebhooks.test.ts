import { describe, expect, test } from '@jest/globals';
import { standardWebhooks, TOLERANCE_SECONDS } from '../../../shared/verify/standardWebhooks.ts';
import type { WebhookRequest } from '../../../shared/verify/request.ts';
import { signatureOf, signedHeaders, type Signing } from '../../helpers/signature.ts';

/** The specification's own example. */
const vector = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  seconds: 1614265330,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  body: '{"test": 2432232314}',
} satisfies Signing;
const vectorSignature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const otherSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

const proof = standardWebhooks({ secret: { help: 'x' }, hint: 'x' });

interface Attempt {
  headers?: WebhookRequest['headers'];
  body?: string | Uint8Array;
  secret?: string;
  /** Seconds after the signed time. */
  later?: number;
}

function verifies({
  headers = signedHeaders(vector),
  body = vector.body,
  secret = vector.secret,
  later = 0,
}: Attempt) {
  return proof.verify({ headers, rawBody: body }, secret, new Date((vector.seconds + later) * 1000));
}

test("the specification's example is signed as the specification says", () => {
  expect(signatureOf(vector)).toBe(vectorSignature);
  const headers = {
    'webhook-id': vector.id,
    'webhook-timestamp': String(vector.seconds),
    'webhook-signature': vectorSignature,
  };
  expect(verifies({ headers })).toBe(true);
});

test('a delivery is signed by the same specification', () => {
  const { headers = {} } = proof.sign(vector.body, vector.secret, new Date(vector.seconds * 1000));
  const id = headers['webhook-id'] ?? '';
  expect(headers).toEqual(signedHeaders({ ...vector, id }));
});

describe('accepted', () => {
  test.each<[string, Attempt]>([
    ['the secret without its prefix', { secret: vector.secret.replace('whsec_', '') }],
    ['the secret with blanks around it', { secret: `\n ${vector.secret} ` }],
    ["Svix's header names", { headers: signedHeaders(vector, 'svix') }],
    ["Svix's header names in capitals", { headers: signedHeaders(vector, 'SVIX') }],
    ['header names in mixed case', { headers: signedHeaders(vector, 'WebHook') }],
    [
      "Svix's names beside unreadable standard ones",
      { headers: { ...signedHeaders(vector, 'svix'), 'webhook-id': 'x', 'webhook-signature': 'v1,AAAA' } },
    ],
    [
      'a header that is there without a value too',
      { headers: { ...signedHeaders(vector), 'Webhook-Id': undefined } },
    ],
    ['a Buffer', { body: Buffer.from(vector.body) }],
    ['bytes', { body: new TextEncoder().encode(vector.body) }],
    ['exactly the tolerance late', { later: TOLERANCE_SECONDS }],
    ['exactly the tolerance early', { later: -TOLERANCE_SECONDS }],
  ])('%s', (_what, attempt) => {
    expect(verifies(attempt)).toBe(true);
  });

  test.each([
    `v1,AAAA ${vectorSignature}`,
    `${vectorSignature} v1,AAAA`,
    `v1a,${'A'.repeat(86)}== v2,x  ${vectorSignature}`,
    `v1,${'A'.repeat(43)}= ${vectorSignature} v1,${'B'.repeat(43)}=`,
  ])('the right one of several signatures: %s', (signatures) => {
    expect(verifies({ headers: { ...signedHeaders(vector), 'webhook-signature': signatures } })).toBe(true);
  });

  test.each(['{"name":"Zoë 🎉"}', '\uFEFF{}', '', '{\n  "a" : 1\r\n}'])(
    'the bytes of %j as they are',
    (body) => {
      const headers = signedHeaders({ ...vector, body });
      expect(verifies({ headers, body })).toBe(true);
      expect(verifies({ headers, body: Buffer.from(body) })).toBe(true);
    },
  );
});

describe('refused', () => {
  test.each<[string, Attempt]>([
    ['another secret', { secret: otherSecret }],
    ['a second too late', { later: TOLERANCE_SECONDS + 1 }],
    ['a second too early', { later: -TOLERANCE_SECONDS - 1 }],
    ['a day late', { later: 86_400 }],
    ['a clock that does not run', { later: NaN }],
    ['the body serialised anew', { body: JSON.stringify(JSON.parse(vector.body)) }],
    ['the body with a blank more', { body: `${vector.body} ` }],
    ['an empty body', { body: '' }],
    ['a body that was parsed', { body: { test: 2432232314 } as unknown as string }],
    ['no body', { body: undefined as unknown as string, headers: signedHeaders({ ...vector, body: '' }) }],
    ['no headers', { headers: {} }],
    [
      'headers of another family mixed in',
      {
        headers: {
          'svix-id': vector.id,
          'webhook-timestamp': String(vector.seconds),
          'webhook-signature': vectorSignature,
        },
      },
    ],
  ])('%s', (_what, attempt) => {
    expect(verifies(attempt)).toBe(false);
  });

  test('other bytes that read the same as the signed ones', () => {
    const body = '{"name":"\uFFFD"}';
    const other = Buffer.from(body.replace('\uFFFD', '\xFF'), 'latin1');
    expect(other.toString()).toBe(body);
    expect(verifies({ headers: signedHeaders({ ...vector, body }), body: other })).toBe(false);
  });

  test('a secret of millions of characters', () => {
    expect(verifies({ secret: 'A'.repeat(2 ** 23) })).toBe(false);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('a delivery without %s', (name) => {
    const headers = signedHeaders(vector);
    expect(verifies({ headers: { ...headers, [name]: undefined } })).toBe(false);
    expect(verifies({ headers: { ...headers, [name]: '' } })).toBe(false);
    expect(verifies({ headers: { ...headers, [name]: [] } })).toBe(false);
  });

  test('another id or another time than the signed one', () => {
    const headers = signedHeaders(vector);
    expect(verifies({ headers: { ...headers, 'webhook-id': 'msg_other' } })).toBe(false);
    expect(verifies({ headers: { ...headers, 'webhook-timestamp': String(vector.seconds + 1) } })).toBe(
      false,
    );
  });

  test.each([
    '',
    'now',
    '1614265330.5',
    ' ',
    '-1614265330',
    '1e9',
    '0x6037B2F2',
    '2021-02-25T15:02:10Z',
    '9'.repeat(400),
  ])('the time %j, even when it is signed', (time) => {
    const seconds = time as unknown as number;
    expect(verifies({ headers: signedHeaders({ ...vector, seconds }) })).toBe(false);
  });

  test.each([
    'v1',
    'v1,',
    ',',
    vectorSignature.slice(3),
    vectorSignature.replace('v1,', 'v2,'),
    vectorSignature.replace('v1,', 'v1a,'),
    vectorSignature.slice(0, -1),
    `${vectorSignature}=`,
    vectorSignature.toLowerCase(),
    `${vectorSignature},${vectorSignature}`,
  ])('the signature header %j', (signature) => {
    expect(verifies({ headers: { ...signedHeaders(vector), 'webhook-signature': signature } })).toBe(false);
  });

  // An empty key would let anyone sign.
  test.each([
    'whsec_',
    'whsec_=',
    '=',
    '====',
    '!',
    'whsec_not base64',
    'whsec_!!!!',
    `${vector.secret}x`,
    '\uD800',
  ])('any signature where the secret is %j, which cannot be one', (secret) => {
    for (const key of [secret, '', vector.secret]) {
      expect(verifies({ secret, headers: signedHeaders({ ...vector, secret: key }) })).toBe(false);
    }
  });
});
