import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  OutcomeError,
  type ProviderId,
  providerIds,
  providers,
  receive,
  type Received,
} from '../../shared/index.ts';
import { UsageError } from './commandLine.ts';
import { meaningOf, post } from './sendAnswer.ts';
import { caseNames, deliveriesFor } from './sendCases.ts';

const SECRETS: Readonly<Record<ProviderId, string>> = {
  sailor: 'token-0123456789abcdef',
  air: 'bearer-0123456789abcdef',
  iclosed: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3',
};

let origin: string;
let provider: ProviderId;
let received: Received[];
const server = createServer((request, response) => {
  void (async () => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const incoming = {
        headers: request.headers,
        query: Object.fromEntries(searchParams),
        rawBody: await buffer(request),
      };
      received.push(receive(pathname.slice(1) as ProviderId, incoming, { secret: SECRETS[provider] }));
      response.end('{}');
    } catch (error) {
      response.statusCode = error instanceof OutcomeError ? error.httpStatus : 500;
      response.end();
    }
  })();
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  received = [];
});

/** Cases that a provider does not have. */
const NONE: Readonly<Record<ProviderId, readonly string[]>> = {
  sailor: ['edited', 'late', 'other-event'],
  air: ['edited', 'late'],
  iclosed: [],
};

describe.each(providerIds)('%s', (id) => {
  test.each(caseNames)('%s', async (name) => {
    provider = id;
    const make = () => deliveriesFor(id, name, SECRETS[id], new Date());
    if (NONE[id].includes(name)) {
      expect(make).toThrow(UsageError);
      return;
    }
    // A token in the URL must not help what is to be without proof.
    const url = `${origin}/${id}${id === 'sailor' && name === 'no-proof' ? `?token=${SECRETS[id]}` : ''}`;
    const deliveries = make();
    for (const delivery of deliveries) {
      const answer = await post(url, delivery);
      expect(answer).toMatchObject({ status: delivery.isRefused ? expect.any(Number) : 200 });
      expect('status' in answer && answer.status >= 400).toBe(delivery.isRefused);
      expect(meaningOf(answer, url, delivery.isRefused)).toMatch(
        delivery.isRefused ? /right for this case/ : /^Accepted/,
      );
    }
    const records = received.flatMap(({ outcomes }) => outcomes);
    const isSale = ['sale', 'repeat', 'edited'].includes(name);
    expect(records).toHaveLength(isSale ? deliveries.length : 0);
    for (const { contact, occurredAt } of records) {
      expect(contact.phone).toBe('+15555550142');
      // A workflow takes an older outcome for a late one.
      expect(Date.parse(occurredAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    }
    if (name === 'repeat') expect(records[1]?.id).toBe(records[0]?.id);
    if (name === 'edited') {
      expect(records[1]).toMatchObject({ key: records[0]?.key, outcome: { result: 'negative' } });
      expect(records[1]?.id).not.toBe(records[0]?.id);
    }
  });

  test('each sale is a new one', () => {
    const ids = [1, 2].map(() => {
      const [delivery] = deliveriesFor(id, 'sale', undefined, new Date());
      return receive(id, { headers: {}, rawBody: delivery?.body ?? '' }).outcomes[0]?.id;
    });
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('a secret that cannot be one is refused before anything is sent', () => {
    expect(() => deliveriesFor(id, 'sale', 'short', new Date())).toThrow(providers[id].proof.secret.label);
  });
});

test.each([
  ['https://n8n.example/webhook-test/x/webhook', { status: 404, text: '' }, false, /Execute step/],
  [
    'https://n8n.example/webhook-test/x/webhook',
    { status: 200, text: '{"received":1}' },
    false,
    /^Accepted\. The trigger in the editor shows the record\.$/,
  ],
  ['https://n8n.example/webhook/x/webhook', { status: 404, text: '' }, false, /Publish/],
  ['https://n8n.example/webhook/x/webhook', { status: 200, text: '' }, false, /^Accepted\. .*executions/],
  ...(
    [
      ['{"received":2,"repeated":1}', /^Accepted\. .*executions/],
      ['{"received":1,"repeated":1}', /nothing started: the trigger took this outcome before/],
      ['{"received":1,"filtered":1}', /nothing started: the filters/],
      ['{"received":0,"ignored":[{}]}', /nothing started: the event is not an outcome/],
    ] as const
  ).map(([text, meaning]) => {
    return ['https://n8n.example/webhook/x/webhook', { status: 200, text }, false, meaning] as const;
  }),
  ['https://hooks.zapier.com/hooks/standard/1/x/', { status: 410, text: '' }, false, /Turn the Zap on/],
  ['https://hooks.zapier.com/hooks/standard/1/x/', { status: 200, text: '' }, false, /Zap History/],
  ['https://hooks.zapier.com/hooks/standard/1/x/', { status: 200, text: '' }, true, /takes every delivery/],
  ['https://n8n.example/webhook/x/webhook', { status: 200, text: '' }, true, /should have been refused/],
  ['https://n8n.example/webhook/x/webhook', { status: 401, text: '' }, false, /--secret/],
  ['https://n8n.example/webhook/x/webhook', { status: 500, text: '' }, false, /failed/],
  ['https://n8n.example/webhook/x/webhook', { status: 301, text: '' }, false, /Redirected/],
  ['https://n8n.example/webhook/x/webhook', { failed: 'ECONNREFUSED' }, false, /No server listens/],
])('%s answering %j (to be refused: %j) means %s', (url, answer, isRefused, meaning) => {
  expect(meaningOf(answer, url, isRefused)).toMatch(meaning);
});
