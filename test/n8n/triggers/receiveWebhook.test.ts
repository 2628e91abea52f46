import { expect, test } from '@jest/globals';
import type { IWebhookResponseData } from 'n8n-workflow';
import { receiveWebhook } from '../../../n8n/lib/triggers/receiveWebhook.ts';
import { receptionOf } from '../../../n8n/lib/triggers/triggerNode.ts';
import { outcomeResults, providerIds, providers, receive } from '../../../shared/index.ts';
import { fixturesOf, sampleOf } from '../../helpers/fixtures.ts';
import { type Incoming, triggerDouble } from './webhookDouble.ts';

const noProof = () => Promise.resolve(undefined);
const token = 'a-bearer-token-of-air';
const withToken = {
  parameters: { authentication: 'bearerToken' },
  credentials: { airWebhookApi: { bearerToken: token } },
};

test.each(providerIds)(
  '%s: every outcome of a delivery is one item, the same record as from the core',
  async (id) => {
    for (const { body, options, expected } of fixturesOf(id)) {
      if (Object.keys(options).length > 0 || 'error' in (expected as object)) continue;
      const { context } = triggerDouble({}).deliver({ rawBody: body });
      const { outcomes, ignored } = receive(id, { headers: {}, rawBody: body });
      const answer = await receiveWebhook(context, id, noProof);
      expect(itemsOf(answer)).toEqual(outcomes);
      expect(answer.webhookResponse).toEqual({
        received: outcomes.length,
        ...(ignored.length > 0 && { ignored }),
      });
    }
  },
);

test.each<[string, Incoming, number, string]>([
  ['no token', { rawBody: sampleOf('air') }, 401, 'unauthorized'],
  ['another token', { headers: { authorization: 'Bearer other' } }, 401, 'unauthorized'],
  ['no body', proven({}), 400, 'malformed_body'],
  ['no JSON', proven({ rawBody: Buffer.from('<xml>') }), 400, 'malformed_body'],
  ['no event', proven({ rawBody: Buffer.from('{"hello":1}') }), 422, 'invalid_payload'],
])('refuses %s with a reason and starts nothing', async (_, incoming, status, code) => {
  const { context, response } = triggerDouble(withToken).deliver(incoming);
  const answer = await receiveWebhook(context, 'air', receptionOf(providers.air).readSecret);
  expect(answer).toEqual({ noWebhookResponse: true });
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toBe('application/json');
  expect(response.body).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
});

test('a signature is not checked against a body that n8n did not keep', async () => {
  const { context, response } = triggerDouble({
    credentials: { iclosedWebhookApi: { signingSecret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0' } },
  }).deliver({});
  await receiveWebhook(context, 'iclosed', receptionOf(providers.iclosed).readSecret);
  expect(response.statusCode).toBe(401);
});

test.each([
  ['missing', {}],
  ['empty', { airWebhookApi: { bearerToken: '' } }],
  ['too short', { airWebhookApi: { bearerToken: 'short-secret' } }],
])('a %s credential lets nobody in and is no fault of the sender', async (_, credentials) => {
  const trigger = triggerDouble({ ...withToken, credentials });
  const { context, response } = trigger.deliver({ rawBody: sampleOf('air') });
  expect(await receiveWebhook(context, 'air', receptionOf(providers.air).readSecret)).toEqual({
    noWebhookResponse: true,
  });
  expect(response.statusCode).toBeGreaterThanOrEqual(500);
  expect(response.body).toMatchObject({ hint: expect.stringContaining('credential') });
  expect(trigger.logged).toHaveLength(1);
  expect(JSON.stringify([trigger.logged, response.body])).not.toContain('short-secret');
});

test('the options reach the core', async () => {
  const options = {
    includeRaw: true,
    defaultCountry: 'US',
    ownResults: { outcomes: [{ name: 'interested', result: 'positive' }] },
  };
  const body = Buffer.from(
    JSON.stringify({ outcome: { outcome_name: 'Interested' }, call: { phone_number: '(415) 555-2671' } }),
  );
  const { context } = triggerDouble({ parameters: { options } }).deliver({ rawBody: body });
  expect(itemsOf(await receiveWebhook(context, 'sailor', noProof))).toMatchObject([
    {
      outcome: { result: 'positive' },
      contact: { phone: '+14155552671' },
      raw: JSON.parse(body.toString()) as unknown,
    },
  ]);
});

test.each([
  ['air', { onlyPrimaryOutcome: 'achieved' }, { call: { primaryOutcomeAchieved: true } }, true],
  ['air', { onlyPrimaryOutcome: 'achieved' }, { call: { primaryOutcomeAchieved: false } }, false],
  ['air', { onlyPrimaryOutcome: 'achieved' }, { call: { outcome: 'x' } }, false],
  ['air', { onlyPrimaryOutcome: 'missed' }, { call: { primaryOutcomeAchieved: false } }, true],
  ['air', { onlyPrimaryOutcome: 'missed' }, { call: { outcome: 'x' } }, false],
  ['iclosed', { onlyOutcomes: [] }, { callOutcome: 'SALE' }, true],
  ['iclosed', { onlyOutcomes: ['SALE', 'WON'] }, { callOutcome: ' sale' }, true],
  ['iclosed', { onlyOutcomes: ['SALE', 'WON'] }, { callOutcome: 'NO_SALE' }, false],
  ['iclosed', { onlyOutcomes: ['SALE'] }, { callOutcome: 'Something new' }, false],
  ['iclosed', { onlyOutcomes: ['other'] }, { callOutcome: 'Something new' }, true],
  ['iclosed', { onlyOutcomes: ['other'] }, { callOutcome: 'SALE' }, false],
  ['iclosed', { onlyResults: ['positive'] }, { callOutcome: 'SALE' }, true],
  [
    'iclosed',
    { onlyResults: outcomeResults.filter((one) => one !== 'positive') },
    { callOutcome: 'SALE' },
    false,
  ],
  ['iclosed', { onlyResults: [] }, { callOutcome: 'SALE' }, true],
] as const)('%s with %j: %j passes: %s', async (provider, options, event, isPassed) => {
  const { context } = triggerDouble({ parameters: { options } }).deliver({
    rawBody: Buffer.from(JSON.stringify(event)),
  });
  const answer = await receiveWebhook(context, provider, noProof);
  expect(itemsOf(answer)).toHaveLength(isPassed ? 1 : 0);
  expect(answer.webhookResponse).toEqual({ received: 1, ...(!isPassed && { filtered: 1 }) });
});

function proven(incoming: Incoming): Incoming {
  return { ...incoming, headers: { authorization: `bearer ${token}` } };
}

function itemsOf({ workflowData }: IWebhookResponseData): unknown[] {
  return (workflowData?.[0] ?? []).map(({ json }) => json);
}
