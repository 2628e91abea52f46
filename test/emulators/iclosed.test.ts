import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { createIclosedEmulator, iclosedHost, iclosedRateLimited } from './iclosed.ts';
import type { EventCall, IclosedOptions, IclosedWebhook } from './iclosed.ts';
import type { Receiver } from './receiver.ts';
import { serveAs } from './serveAs.ts';

const strategy: EventCall = {
  id: 123,
  callType: 'STRATEGY_EVENT',
  contactId: 101,
  userId: 456,
  email: 'closer@example.com',
  eventId: 789,
  eventName: 'Strategy Call',
  dateTimeUTC: '2026-03-20T10:00:00Z',
  duration: 30,
  durationUnit: 'MINUTES',
};
const discovery: EventCall = { ...strategy, id: 124, callType: 'DISCOVERY_EVENT' };
const contact = {
  id: 101,
  firstName: 'Jo',
  lastName: 'Reed',
  email: 'jo@example.com',
  phoneNumber: '+15555550133',
};
const secret = `whsec_${Buffer.from('a signing secret for tests').toString('base64')}`;

let iclosed: ReturnType<typeof createIclosedEmulator>;
let receiver: Receiver;
let shutDown: () => Promise<void>;

const create = (options: Partial<IclosedOptions> = {}) =>
  createIclosedEmulator({
    keys: { iclosed_good: 'accepted', iclosed_old: 'expired' },
    eventCalls: [strategy, discovery],
    contacts: [contact],
    delivery: { timeoutMs: 200, retryAfterMs: [10] },
    ...options,
  });

beforeAll(async () => {
  ({ receiver, close: shutDown } = await serveAs(iclosedHost, (request, response) => {
    iclosed.listener(request, response);
  }));
});
afterAll(() => shutDown());
beforeEach(() => {
  receiver.requests.length = 0;
  iclosed = create();
});

async function call(method: string, path: string, body?: unknown, authorization = 'Bearer iclosed_good') {
  const response = await fetch(`https://${iclosedHost}${path}`, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const record = (body: unknown) => call('POST', '/v1/outcomes', body);

describe('keys', () => {
  test.each([
    ['', 'API key is required'],
    ['Bearer iclosed-good', 'API key is required'],
    ['iclosed_good', 'API key is required'],
    ['Bearer iclosed_bad', 'Invalid API key'],
    ['Bearer iclosed_old', 'API key expired'],
  ])('%j: %s', async (authorization, message) => {
    const answer = await call('GET', '/v1/fields/contact-stage', undefined, authorization);
    expect(answer).toEqual({ status: 401, body: { message } });
  });

  test('a good one is told by a read without personal data', async () => {
    const answer = await call('GET', '/v1/fields/contact-stage');
    expect(answer).toEqual({ status: 200, body: [{ id: expect.any(Number), name: expect.any(String) }] });
  });
});

describe('POST /v1/outcomes', () => {
  test('records, and replaces what was recorded under the same id', async () => {
    const first = await record({ eventCallId: 123, outcome: 'WON', objection: 'MONEY' });
    expect(first).toEqual({
      status: 200,
      body: {
        data: {
          id: expect.any(Number),
          noSaleReason: null,
          objection: 'MONEY',
          updatedAt: expect.stringMatching(/Z$/),
        },
      },
    });
    const second = await record({ eventCallId: 123, outcome: 'NO_SALE', noSaleReason: 'NO_SHOW' });
    const { id } = (first.body as { data: { id: number } }).data;
    expect(second.body).toMatchObject({ data: { id, noSaleReason: 'NO_SHOW', objection: null } });
    expect(iclosed.recorded.size).toBe(1);
  });

  test.each([
    [123, { outcome: 'WON', objection: 'NO_OBJECTION', notes: 'Good call', newDeal: { value: 5000.5 } }],
    [123, { outcome: 'NO_SALE', noSaleReason: 'CONTACT_CANCELLED' }],
    [123, { outcome: 'NO_SALE', noSaleReason: 'UNQUALIFIED', objection: 'FEAR' }],
    [124, { outcome: 'APPROVED' }],
    [124, { outcome: 'REJECTED', noSaleReason: 'BAD_FIT' }],
  ])('%i takes %j', async (eventCallId, outcome) => {
    expect((await record({ eventCallId, ...outcome })).status).toBe(200);
  });

  test.each([
    [123, { outcome: 'APPROVED' }, 'outcome'],
    [124, { outcome: 'WON', objection: 'MONEY' }, 'outcome'],
    [123, { outcome: 'SALE' }, 'outcome'],
    [123, {}, 'outcome'],
    [123, { outcome: 'WON' }, 'objection'],
    [123, { outcome: 'WON', objection: 'PRICE' }, 'objection'],
    [123, { outcome: 'NO_SALE' }, 'noSaleReason'],
    [123, { outcome: 'NO_SALE', noSaleReason: 'BAD_FIT' }, 'noSaleReason'],
    [123, { outcome: 'NO_SALE', noSaleReason: 'OTHER' }, 'noSaleReason'],
    [123, { outcome: 'NO_SALE', noSaleReason: 'FOLLOW_UP_SCHEDULE' }, 'objection'],
    [123, { outcome: 'NO_SALE', noSaleReason: 'UNQUALIFIED' }, 'objection'],
    [124, { outcome: 'REJECTED' }, 'noSaleReason'],
    [124, { outcome: 'REJECTED', noSaleReason: 'FOLLOW_UP_SCHEDULE' }, 'noSaleReason'],
    [124, { outcome: 'APPROVED', newDeal: { transactionType: 'SALE' } }, 'newDeal'],
    ['123', { outcome: 'WON', objection: 'MONEY' }, 'eventCallId'],
  ])('%j refuses %j for its %s', async (eventCallId, outcome, field) => {
    const details = { formErrors: [], fieldErrors: { [field]: [expect.any(String)] } };
    expect(await record({ eventCallId, ...outcome })).toEqual({
      status: 400,
      body: { message: { status: 400, details, endpoint: '/v1/outcomes', method: 'POST' } },
    });
    expect(iclosed.recorded.size).toBe(0);
  });

  test('the other documented error body, an unknown field, an unknown call', async () => {
    iclosed = create({ errorBody: 'errors' });
    expect(await record({ eventCallId: 123, outcome: 'WON' })).toEqual({
      status: 400,
      body: { message: 'Invalid request', errors: { objection: ['Required'] } },
    });
    expect((await record({ eventCallId: 124, outcome: 'APPROVED', note: '' })).status).toBe(400);
    expect(await record({ eventCallId: 9, outcome: 'APPROVED' })).toEqual({
      status: 404,
      body: { message: 'Event call not found' },
    });
  });

  test('a rate limit to order', async () => {
    iclosed.faults.push({ answer: iclosedRateLimited(3) });
    expect(await record({ eventCallId: 124, outcome: 'APPROVED' })).toMatchObject({
      status: 429,
      body: { code: 'RATE_LIMIT_EXCEEDED', retryAfter: 3, limit: { points: 20 } },
    });
    expect((await record({ eventCallId: 124, outcome: 'APPROVED' })).status).toBe(200);
  });
});

test('reads', async () => {
  await record({ eventCallId: 124, outcome: 'APPROVED' });
  expect(await call('GET', '/v1/eventCalls?outcomes=APPROVED,REJECTED')).toMatchObject({
    status: 201,
    body: { data: { eventCalls: [{ id: 124, task: [{ outcome: 'APPROVED', completed: true }] }], count: 1 } },
  });
  expect(await call('GET', '/v1/contacts')).toEqual({ status: 200, body: { data: [contact] } });
  expect(await call('GET', '/v1/contacts/detail?contactId=101&includeUtms=true')).toEqual({
    status: 200,
    body: { data: { ...contact, utms: [] } },
  });
  expect((await call('GET', '/v1/contacts/detail?contactId=1')).status).toBe(404);
  expect((await call('GET', '/v1/webhooks')).status).toBe(404);
});

describe('GET /v1/eventCalls', () => {
  const upcoming = { ...strategy, id: 125, dateTimeUTC: '2026-05-01T10:00:00Z' };
  const cancelled = { ...strategy, id: 126, dateTimeUTC: '2026-03-01T10:00:00Z', cancelledBy: 'INVITEE' };
  const now = () => new Date('2026-04-01T00:00:00Z');

  beforeEach(() => {
    iclosed = create({ eventCalls: [strategy, discovery, upcoming, cancelled], now });
  });

  async function list(query: string) {
    const { body } = await call('GET', `/v1/eventCalls?${query}`);
    const { eventCalls } = (body as { data: { eventCalls: { id: number }[] } }).data;
    return eventCalls.map(({ id }) => id);
  }

  test.each([
    ['eventType=ALL&orderColumn=id&orderBy=desc', [126, 125, 124, 123]],
    // Upcoming calls are left out, cancelled ones are not.
    ['orderColumn=id&orderBy=asc', [123, 124, 126]],
    ['orderColumn=id&orderBy=asc&eventType=UPCOMING', [125]],
    // Zero-based.
    ['orderColumn=id&orderBy=asc&limit=2&page=1', [126]],
    ['orderColumn=id&orderBy=asc&limit=2&page=2', []],
    ['orderColumn=id&orderBy=asc&limit=2&offset=2', [123, 124]],
    ['orderColumn=id&orderBy=asc&from=2026-03-10', [123, 124, 126]],
    ['orderColumn=id&orderBy=asc&dateFrom=2026-03-10', [123, 124]],
    [
      'eventType=ALL&dateFrom=2026-03-20T10:00:00Z&dateTo=2026-03-20T10:00:00Z&callTypes=DISCOVERY_EVENT',
      [124],
    ],
    ['eventType=ALL&ids=125,9', [125]],
  ])('%s lists %j', async (query, ids) => {
    expect(await list(query)).toEqual(ids);
  });

  test('has an order of its own where none is asked for', async () => {
    const ids = await list('eventType=ALL');
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b));
    expect(ids).not.toEqual(ids.toSorted((a, b) => b - a));
  });

  test.each(['eventType=CANCELLED', 'limit=101', 'orderBy=desc', 'orderColumn=id'])(
    'refuses %s',
    async (query) => {
      expect((await call('GET', `/v1/eventCalls?${query}`)).status).toBe(400);
    },
  );

  test('gives the closer beside the prospect, and times twice', async () => {
    expect(await call('GET', '/v1/eventCalls?ids=123')).toMatchObject({
      status: 201,
      body: {
        data: {
          eventCalls: [
            {
              email: 'closer@example.com',
              inviteeEmail: 'jo@example.com',
              inviteeName: 'Jo Reed',
              dateTime: '2026-03-20 12:00:00.000',
              dateTimeUTC: '2026-03-20T10:00:00Z',
              eventType: 'PAST',
            },
          ],
          count: 1,
        },
      },
    });
  });

  test('numbers can be text', async () => {
    iclosed = create({ numbersAsText: true });
    iclosed.record({ eventCallId: 123, outcome: 'WON', objection: 'FEAR', newDeal: { value: 5000 } });
    expect((await call('GET', '/v1/eventCalls?ids=123')).body).toMatchObject({
      data: { eventCalls: [{ id: '123', contactId: '101', duration: '30', deals: [{ value: '5000.00' }] }] },
    });
  });

  test('calls change between two pages', async () => {
    iclosed.beforePage.run = (page) => {
      if (page === 1) iclosed.eventCalls.push({ ...strategy, id: 127 });
    };
    const page = (number: number) => list(`orderColumn=id&orderBy=desc&limit=2&page=${number}`);
    expect(await page(0)).toEqual([126, 124]);
    expect(await page(1)).toEqual([124, 123]);
  });
});

describe('webhooks', () => {
  const finished = () => Promise.all(iclosed.deliveries.all.map((delivery) => delivery.finished));

  test('a recorded outcome is posted as the page shows it', async () => {
    iclosed.webhooks.push({ url: `${receiver.origin}/in`, headers: 'webhook', envelope: 'array' });
    await record({ eventCallId: 123, outcome: 'WON', objection: 'FEAR', newDeal: { value: 5000 } });
    await finished();
    expect(JSON.parse(receiver.requests[0]?.text ?? '')).toEqual([
      {
        uuid: expect.any(Number),
        userId: 456,
        eventName: 'Strategy Call',
        eventId: 789,
        eventDuration: 30,
        eventDurationUnit: 'MINUTES',
        email: 'jo@example.com',
        contactId: 101,
        firstName: 'Jo',
        lastName: 'Reed',
        phoneNumber: '+15555550133',
        closerEmail: 'closer@example.com',
        callOutcome: 'WON',
        noSaleReason: null,
        objection: 'FEAR',
        startTime: '2026-03-20T10:00:00Z',
        notes: null,
        dealValue: 5000,
        productName: null,
        deal: { createdAt: expect.any(String), value: 5000 },
        transaction: [],
        hookType: 'Outcome added',
      },
    ]);
    expect(Object.keys(receiver.requests[0]?.headers ?? {})).not.toContain('webhook-signature');
  });

  test.each<[IclosedWebhook['headers'], IclosedWebhook['envelope'], unknown]>([
    ['webhook', 'array', [{ hookType: 'Call booked' }]],
    ['svix', 'object', { hookType: 'Call booked' }],
    ['svix', 'data', { id: expect.any(String), type: 'outcomeAdded', data: { hookType: 'Call booked' } }],
  ])(
    '%s headers and envelope %s: signed anew for each attempt, under one id',
    async (headers, envelope, body) => {
      iclosed.webhooks.push({ url: receiver.origin, secret, headers, envelope });
      receiver.faults.push({ answer: { status: 503 } });
      iclosed.sendEvent({ hookType: 'Call booked' });
      await finished();
      expect(receiver.requests).toHaveLength(2);
      for (const request of receiver.requests) {
        const signed = Object.fromEntries(
          ['id', 'timestamp', 'signature'].map((name) => [
            `webhook-${name}`,
            String(request.headers[`${headers}-${name}`]),
          ]),
        );
        expect(new Webhook(secret).verify(request.text, signed)).toEqual(body);
      }
      expect(new Set(receiver.requests.map((request) => request.headers[`${headers}-id`])).size).toBe(1);
    },
  );

  test('a receiver that takes too long gets it again', async () => {
    iclosed.webhooks.push({ url: receiver.origin, secret, headers: 'webhook', envelope: 'array' });
    receiver.faults.push({ answer: 'hang' });
    const [delivery] = iclosed.sendEvent({ hookType: 'Outcome added' });
    await delivery?.finished;
    expect(delivery).toMatchObject({ accepted: true, attempts: [{ status: null }, { status: 204 }] });
  });
});
