import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Receiver } from './receiver.ts';
import { serveAs } from './serveAs.ts';
import { createSailorEmulator, sailorError, sailorErrors, sailorHost } from './sailor.ts';
import type { SailorErrorCode, SailorOutcomeRequest } from './sailor.ts';

const followUp = '00000000-0000-4000-8000-000000000000';
const cold = '00000000-0000-4000-8000-00000000000c';
const origin = 'https://hooks.example';

/** The examples of /quickstart. */
const interested = {
  outcome_name: 'Interested',
  outcome_type: 'action',
  order: 10,
  destination_type: 'smart_list',
  destination_id: followUp,
  webhook_url: `${origin}/sailor/outcomes`,
} as const satisfies SailorOutcomeRequest;
const notQualified = {
  outcome_name: 'Not Qualified',
  outcome_type: 'disposition',
  order: 20,
  destination_type: 'none',
} as const satisfies SailorOutcomeRequest;

let sailor: ReturnType<typeof createSailorEmulator>;
let receiver: Receiver;
let shutDown: () => Promise<void>;

beforeAll(async () => {
  ({ receiver, close: shutDown } = await serveAs(sailorHost, (request, response) => {
    sailor.listener(request, response);
  }));
});
afterAll(() => shutDown());

beforeEach(() => {
  receiver.requests.length = 0;
  sailor = createSailorEmulator({
    tokens: { good: 'accepted', weak: 'forbidden', plain: 'feature_disabled', lost: 'no_subaccount' },
    smartLists: { [followUp]: 'Follow up', [cold]: 'Cold' },
    publicUrls: { [origin]: receiver.origin },
    delivery: { timeoutMs: 200, retryAfterMs: [10, 20] },
  });
});

interface Call {
  method?: string;
  path?: string;
  token?: string | undefined;
  key?: string | undefined;
  body?: unknown;
  signal?: AbortSignal;
}

async function call({ method = 'GET', path = '', token = 'good', key = randomUUID(), body, signal }: Call) {
  const response = await fetch(`https://${sailorHost}/phone-system/outcomes${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(key && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const error = (code: SailorErrorCode) => ({ status: sailorErrors[code], body: { ok: false, error: code } });

test('the quickstart works as its page says', async () => {
  expect(await call({})).toEqual({
    status: 200,
    body: { ok: true, outcomes: [], disposition_popup_enabled: false },
  });
  const created = await call({ method: 'POST', body: interested });
  expect(created.body).toEqual({
    ok: true,
    outcome: {
      outcome_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      outcome_name: 'Interested',
      outcome_type: 'action',
      order: 10,
      destination_type: 'smart_list',
      destination: {
        destination_type: 'smart_list',
        destination_id: followUp,
        destination_name: 'Follow up',
      },
      webhook_url: 'https://hooks.example/sailor/outcomes',
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    },
    disposition_popup_enabled: false,
  });
  await call({ method: 'POST', body: notQualified });
  const { body } = await call({});
  expect(body).toMatchObject({
    outcomes: [created.body['outcome'], { outcome_name: 'Not Qualified', webhook_url: null }],
    disposition_popup_enabled: true,
  });
});

describe('every documented error', () => {
  const someId = randomUUID();
  test.each<[SailorErrorCode, Call]>([
    ['unauthorized', { token: 'stranger' }],
    ['unauthorized', { token: 'constructor' }],
    ['forbidden', { token: 'weak' }],
    ['feature_disabled', { token: 'plain' }],
    ['no_subaccount', { token: 'lost' }],
    ['missing_idempotency_key', { method: 'POST', body: interested, key: '' }],
    ['missing_idempotency_key', { method: 'PATCH', path: `/${someId}`, body: interested, key: '' }],
    ['invalid_outcome', { method: 'POST', body: {} }],
    ['destination_not_found', { method: 'POST', body: { ...interested, destination_id: someId } }],
    ['outcome_not_found', { method: 'PATCH', path: `/${someId}`, body: interested }],
    ['outcome_not_found', { method: 'DELETE', path: `/${someId}` }],
  ])('%s: %j', async (code, request) => {
    expect(await call(request)).toEqual(error(code));
    expect(sailor.outcomes.size).toBe(0);
  });
});

test.each<[string, object]>([
  ['a name is needed', { outcome_name: undefined }],
  ['a name is not empty', { outcome_name: '' }],
  ['a name has at most 120 characters', { outcome_name: 'x'.repeat(121) }],
  ['a type is needed', { outcome_type: undefined }],
  ['the type is one of two', { outcome_type: 'voicemail' }],
  ['the order is an integer', { order: 1.5 }],
  ['the order has 32 bits', { order: 2 ** 31 }],
  ['the order is no text', { order: '10' }],
  ['the destination is one of three', { destination_type: 'list' }],
  ['a Smart List needs an id', { destination_id: undefined }],
  ['the id is a uuid', { destination_id: 'follow-up' }],
  ['the id is no null', { destination_type: 'none', destination_id: null }],
  ['the id belongs to a Smart List', { destination_type: 'none' }],
  [
    'a removal says from which lists',
    { destination_type: 'remove_from_smart_list', destination_id: undefined },
  ],
  [
    'a removal is from all or from some',
    {
      destination_type: 'remove_from_smart_list',
      destination_id: undefined,
      remove_from_smart_lists: { all: true, list_ids: [cold] },
    },
  ],
  ['an action needs a webhook', { webhook_url: undefined }],
  ['an action needs a webhook that is no null', { webhook_url: null }],
  ['a webhook is a URL', { webhook_url: 'hooks' }],
  ['a webhook has at most 2048 characters', { webhook_url: `${origin}/${'x'.repeat(2048)}` }],
  ['no field is unknown', { enabled: true }],
])('%s', async (_rule, change) => {
  const body = { ...interested, ...change };
  expect(await call({ method: 'POST', body })).toEqual(error('invalid_outcome'));
  expect(sailor.requests[0]?.refusedBecause).toBeTruthy();
});

test.each([
  'http://hooks.example/',
  'https://n8n.local/',
  'https://10.1.2.3/',
  'https://me:secret@crm.example/',
])('an address that no webhook may arrive at is kept as it is: %s', async (webhook_url) => {
  expect(await call({ method: 'POST', body: { ...interested, webhook_url } })).toMatchObject({
    status: 200,
    body: { outcome: { webhook_url } },
  });
});

test('a body that is not announced as JSON, or is none, is refused', async () => {
  for (const [type, body] of [
    ['text/plain', JSON.stringify(interested)],
    ['application/json', '{'],
  ] as const) {
    const response = await fetch(`https://${sailorHost}/phone-system/outcomes`, {
      method: 'POST',
      headers: { authorization: 'Bearer good', 'idempotency-key': 'k', 'content-type': type },
      body,
    });
    expect(await response.json()).toEqual(error('invalid_outcome').body);
  }
});

test('PATCH replaces: what is not submitted is gone, but not the id and the day of creation', async () => {
  const { outcome_id, created_at } = sailor.createOutcome(interested);
  const body = { outcome_name: 'Warm', outcome_type: 'disposition' };
  const answer = await call({ method: 'PATCH', path: `/${outcome_id}`, body });
  expect(answer.body).toMatchObject({
    outcome: { outcome_id, created_at, order: 0, destination_type: 'none', webhook_url: null },
    disposition_popup_enabled: true,
  });
  const gone = await call({ method: 'DELETE', path: `/${outcome_id}`, key: '' });
  expect(gone.body).toEqual({ ok: true, disposition_popup_enabled: false });
  expect(sailor.outcomes.size).toBe(0);
});

describe('Idempotency-Key', () => {
  test('the same request again gets the first answer, another one is refused', async () => {
    const first = await call({ method: 'POST', body: interested, key: 'k' });
    expect(await call({ method: 'POST', body: interested, key: 'k' })).toEqual(first);
    expect(await call({ method: 'POST', body: notQualified, key: 'k' })).toEqual(error('invalid_outcome'));
    expect(sailor.outcomes.size).toBe(1);
  });

  test('a key is in use while its request is processed', async () => {
    sailor.faults.push({ delayMs: 150 });
    const slow = call({ method: 'POST', body: interested, key: 'k' });
    while (sailor.requests.length === 0) await new Promise(setImmediate);
    expect(await call({ method: 'POST', body: interested, key: 'k' })).toEqual(
      error('idempotency_key_in_use'),
    );
    const first = await slow;
    expect(await call({ method: 'POST', body: interested, key: 'k' })).toEqual(first);
  });

  test('a refused request leaves its key free', async () => {
    await call({ method: 'POST', body: {}, key: 'k' });
    expect((await call({ method: 'POST', body: interested, key: 'k' })).status).toBe(200);
  });
});

describe('faults', () => {
  test('a number of requests get an error and have no effect', async () => {
    sailor.faults.push({ method: 'POST', times: 2, answer: sailorError('idempotency_key_in_use') });
    const answers = [];
    for (let count = 0; count < 3; count += 1) {
      answers.push((await call({ method: 'POST', body: interested, key: 'k' })).status);
    }
    expect(answers).toEqual([409, 409, 200]);
    expect(sailor.outcomes.size).toBe(1);
  });

  test.each([
    [true, 'hang'],
    [true, 'reset'],
    [false, 'hang'],
    [false, 'reset'],
  ] as const)('applied %s, then %s; a repeat with the same key makes it one', async (applied, answer) => {
    sailor.faults.push({ path: /outcomes$/, applied, answer });
    const signal = AbortSignal.timeout(300);
    await expect(call({ method: 'POST', body: interested, key: 'k', signal })).rejects.toThrow();
    expect(sailor.outcomes.size).toBe(applied ? 1 : 0);
    await call({ method: 'POST', body: interested, key: 'k' });
    expect(sailor.outcomes.size).toBe(1);
    expect(sailor.requests.map(({ status }) => status)).toEqual([null, 200]);
  });
});

describe('webhooks', () => {
  test('an applied action is posted as /phone-system/webhooks shows it', async () => {
    const { outcome_id } = sailor.createOutcome(interested);
    await sailor.applyOutcome(outcome_id, { phoneNumber: '+15555550101' })?.finished;
    const [received] = receiver.requests;
    expect(received).toMatchObject({ method: 'POST', path: '/sailor/outcomes' });
    expect(received?.headers).toMatchObject({ host: 'hooks.example', 'content-type': 'application/json' });
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(received?.text ?? '')).toEqual({
      error_message: '',
      timestamp: expect.any(Number),
      scope: { subaccount_id: uuid, organization_id: uuid },
      outcome: { outcome_id, outcome_name: 'Interested', outcome_type: 'action' },
      call: { call_id: uuid, phone_number: '+15555550101', contact_id: uuid },
      destination: { destination_type: 'smart_list', destination_id: followUp },
    });
  });

  test.each([
    [{ list_ids: [cold] }, { selection: 'selected', destination_ids: [cold] }],
    [{ all: true as const }, { selection: 'all', destination_ids: [] }],
  ])('a removal %j is posted as %j', async (remove_from_smart_lists, destination) => {
    const destination_type = 'remove_from_smart_list';
    const { outcome_name, outcome_type, webhook_url } = interested;
    const { outcome_id } = sailor.createOutcome({
      outcome_name,
      outcome_type,
      webhook_url,
      destination_type,
      remove_from_smart_lists,
    });
    await sailor.applyOutcome(outcome_id, { errorMessage: 'The list is full' })?.finished;
    expect(JSON.parse(receiver.requests[0]?.text ?? '')).toMatchObject({
      error_message: 'The list is full',
      destination: { destination_type, ...destination },
    });
  });

  test('a disposition posts nothing', () => {
    const { outcome_id } = sailor.createOutcome({ ...notQualified, webhook_url: interested.webhook_url });
    expect(sailor.applyOutcome(outcome_id)).toBeUndefined();
  });

  test('what is not accepted in time is posted again, byte by byte', async () => {
    receiver.faults.push({ answer: { status: 500 } }, { answer: 'hang' });
    const { outcome_id } = sailor.createOutcome(interested);
    const delivery = sailor.applyOutcome(outcome_id);
    await delivery?.finished;
    expect(delivery).toMatchObject({
      accepted: true,
      attempts: [{ status: 500 }, { status: null }, { status: 204 }],
    });
    expect(new Set(receiver.requests.map(({ text }) => text)).size).toBe(1);
  });

  test('an accepted webhook can come once more, the same in every byte', async () => {
    const { outcome_id } = sailor.createOutcome(interested);
    const delivery = sailor.applyOutcome(outcome_id);
    if (!delivery) throw new Error('an action sends a webhook');
    await delivery.finished;
    await sailor.deliveries.repeat(delivery).finished;
    expect(receiver.requests.map(({ text }) => text)).toEqual([delivery.body, delivery.body]);
  });

  test('a URL that nobody serves is given up, and no connection is made to it', async () => {
    const { outcome_id } = sailor.createOutcome({ ...interested, webhook_url: 'https://elsewhere.example/' });
    const delivery = sailor.applyOutcome(outcome_id);
    await delivery?.finished;
    expect(delivery?.accepted).toBe(false);
    expect(delivery?.attempts).toHaveLength(3);
  });

  test('closing ends the waiting', async () => {
    const { outcome_id } = sailor.createOutcome(interested);
    receiver.faults.push({ answer: 'hang' });
    const delivery = sailor.applyOutcome(outcome_id);
    sailor.close();
    await delivery?.finished;
    expect(delivery).toMatchObject({ accepted: false, attempts: [{ status: null }] });
    receiver.faults.length = 0;
  });
});
