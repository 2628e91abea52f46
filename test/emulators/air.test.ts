import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { airHost, createAirEmulator } from './air.ts';
import type { Receiver } from './receiver.ts';
import { serveAs } from './serveAs.ts';

const bearerToken = 'a-token-of-our-own-choice';
const request = { promptId: 25673, phone: '+15555550123', name: 'Tyler', metadata: { crmId: 'c-7' } };

let air: ReturnType<typeof createAirEmulator>;
let receiver: Receiver;
let shutDown: () => Promise<void>;

beforeAll(async () => {
  ({ receiver, close: shutDown } = await serveAs(airHost, (incoming, response) => {
    air.listener(incoming, response);
  }));
});
afterAll(() => shutDown());
beforeEach(() => {
  receiver.requests.length = 0;
  air = createAirEmulator({ tokens: ['good'] });
});

async function start(body: unknown, token = 'good') {
  const response = await fetch(`https://${airHost}/v1/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

test('a call is started, and its id not told', async () => {
  expect(await start(request)).toEqual({ status: 200, body: { status: 'OK' } });
  expect(air.calls).toMatchObject([request]);
});

test('a token that is not known is refused', async () => {
  expect((await start(request, 'bad')).status).toBe(401);
  expect(air.calls).toEqual([]);
});

test.each([
  { promptId: undefined },
  { promptId: '25673' },
  { promptId: 1.5 },
  { phone: undefined },
  { phone: 15555550123 },
  { name: undefined },
  { metadata: undefined },
  { campaignId: 1 },
])('a request with %j is refused', async (change) => {
  expect((await start({ ...request, ...change })).status).toBe(400);
  expect(air.requests[0]?.refusedBecause).toBeTruthy();
});

test('an answered call is posted to the webhook of each action, with the metadata of the call', async () => {
  air = createAirEmulator({
    tokens: ['good'],
    answer: (call) =>
      call.name === 'Tyler' ? { outcome: 'Booked', primaryOutcomeAchieved: true } : undefined,
  });
  air.createWebhook({ action: 'POST_CALL_OUTCOME', url: `${receiver.origin}/outcome`, bearerToken });
  air.createWebhook({ action: 'POST_CALL_DATA', url: `${receiver.origin}/data`, bearerToken });
  await start(request);
  await start({ ...request, name: 'Voicemail' });
  await Promise.all(air.deliveries.all.map((delivery) => delivery.finished));

  const [outcome, data] = ['/outcome', '/data'].map((path) =>
    receiver.requests.find((received) => received.path === path),
  );
  expect(receiver.requests).toHaveLength(2);
  expect(outcome?.headers.authorization).toBe(`Bearer ${bearerToken}`);
  const call = {
    sid: expect.stringMatching(/^CA.{32}$/),
    llmAnsweredBy: 'human',
    promptId: 25673,
    callRecordingUrl: expect.stringMatching(/^https:\/\/api\.twilio\.com\//),
    fromNumber: expect.stringMatching(/^\+\d+$/),
    toNumber: '+15555550123',
    direction: 'outbound-api',
    duration: expect.any(Number),
    campaignId: null,
    cachedLeadName: 'Tyler',
    transcript: expect.stringContaining('BOT:'),
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00$/),
    leadData: { crmId: 'c-7' },
  };
  expect(JSON.parse(data?.text ?? '')).toEqual({ call, headers: expect.any(Object) });
  expect(JSON.parse(outcome?.text ?? '')).toEqual({
    call: { ...call, notes: expect.any(String), outcome: 'Booked', primaryOutcomeAchieved: true },
    headers: expect.any(Object),
  });
});

test('a call without metadata has no lead data', async () => {
  air.createWebhook({ action: 'POST_CALL_DATA', url: receiver.origin, bearerToken });
  await start({ ...request, metadata: {} });
  const [call] = air.calls;
  if (!call) throw new Error('no call was started');
  await Promise.all(air.finishCall(call, {}).map((delivery) => delivery.finished));
  expect(JSON.parse(receiver.requests[0]?.text ?? '')).toMatchObject({ call: { leadData: null } });
});

test('the Test Webhooks button shows which URL accepts', async () => {
  air.createWebhook({ action: 'POST_CALL_OUTCOME', url: `${receiver.origin}/good`, bearerToken });
  air.createWebhook({ action: 'POST_CALL_OUTCOME', url: `${receiver.origin}/bad`, bearerToken });
  receiver.faults.push({ path: /bad/, answer: { status: 401 } });
  expect(await air.testWebhooks()).toEqual([true, false]);
});

test('a bearer token has 16 characters or more', () => {
  expect(() => {
    air.createWebhook({ action: 'POST_CALL_OUTCOME', url: receiver.origin, bearerToken: 'x'.repeat(15) });
  }).toThrow('16');
});
