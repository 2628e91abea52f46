import { describe, expect, test } from '@jest/globals';
import { type Bundle, createAppTester, type ZObject } from 'zapier-platform-core';
import { type CallOutcome, type ProviderId, providerIds, providers, receive } from '../../shared/index.ts';
import app from '../../zapier/src/index.ts';
import { asZapierPassesIt, type Delivery } from '../host/zapier/delivery.ts';
import { fixturesOf } from '../helpers/fixtures.ts';

type Perform = (z: ZObject, bundle: Bundle) => CallOutcome[] | Promise<CallOutcome[]>;
type Operation = Record<'perform' | 'performList', Perform> & { sample: CallOutcome };

// Zapier's own checks of results throw here, since jest sets NODE_ENV to test.
const tester = createAppTester(app);
const operationOf = (id: ProviderId) => app.triggers[`${id}_call_outcome`]?.operation as unknown as Operation;

function deliver(id: ProviderId, delivery: Delivery, bundle: Partial<Bundle> = {}) {
  return tester(operationOf(id).perform, { ...asZapierPassesIt(delivery), ...bundle });
}

const bodyOf = (id: ProviderId) => JSON.stringify(providers[id].samples[0]);
const bytes = (value: unknown) => JSON.stringify(value);

describe.each(providerIds)('%s', (id) => {
  describe.each(fixturesOf(id))('$name', ({ body, expected, options }) => {
    const refusal = (expected as { error?: string }).error;
    const delivery = { body: body.toString(), headers: { 'content-type': 'application/json' } };
    const inputData = { default_country: options.defaultCountry, include_raw: options.includeRaw };

    if (refusal !== undefined) {
      test(`is refused as ${refusal}`, async () => {
        await expect(deliver(id, delivery)).rejects.toThrow(`"code":"${refusal}"`);
      });
    } else if (options.secret === undefined && options.results === undefined) {
      test('gives the records of the core, byte by byte', async () => {
        const { outcomes } = receive(id, { headers: {}, rawBody: body }, options);
        const unique = [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()];
        expect(bytes(await deliver(id, delivery, { inputData }))).toBe(bytes(unique));
      });
    }
  });

  test('takes the body as text before what Zapier made of it', async () => {
    const [outcome] = await deliver(id, { body: bodyOf(id) }, { cleanedRequest: { nothing: 'of it' } });
    expect(outcome?.id).toBe(operationOf(id).sample.id);
  });

  test('takes what Zapier parsed where there is no text', async () => {
    const [outcome] = await deliver(
      id,
      { body: bodyOf(id), querystring: 'a=b' },
      { rawRequest: {}, inputData: { include_raw: true } },
    );
    expect(outcome?.id).toBe(operationOf(id).sample.id);
    expect(bytes(outcome)).not.toContain('querystring');
  });

  test('has a sample with every key of a live record, and lists samples of the same shape', async () => {
    const [live] = await deliver(id, { body: bodyOf(id) });
    expect(operationOf(id).sample).toEqual(live);
  });

  test('refuses what is no JSON', async () => {
    await expect(deliver(id, { body: 'a=b&c=d' })).rejects.toThrow('"code":"malformed_body"');
  });

  test('filters by result', async () => {
    const { result } = operationOf(id).sample.outcome;
    const other = result === 'negative' ? 'positive' : 'negative';
    expect(await deliver(id, { body: bodyOf(id) }, { inputData: { only_results: [result] } })).toHaveLength(
      1,
    );
    expect(await deliver(id, { body: bodyOf(id) }, { inputData: { only_results: [other] } })).toEqual([]);
  });

  const testNames = 'onlyOutcomes' in providers[id].filters ? test : test.skip;
  testNames('filters by name, in any letter case', async () => {
    const name = operationOf(id).sample.outcome.name?.toUpperCase();
    const inputData = { only_outcomes: ['another', ` ${name ?? ''} `] };
    expect(await deliver(id, { body: bodyOf(id) }, { inputData })).toHaveLength(1);
    expect(await deliver(id, { body: bodyOf(id) }, { inputData: { only_outcomes: ['another'] } })).toEqual(
      [],
    );
  });

  test("counts an outcome as the user's own result, before it filters", async () => {
    const inputData = {
      count_as_not_reached: [operationOf(id).sample.outcome.name?.toLowerCase()],
      only_results: ['not_reached'],
    };
    const [outcome] = await deliver(id, { body: bodyOf(id) }, { inputData });
    expect(outcome?.outcome.result).toBe('not_reached');
  });
});

test('filters by the primary outcome', async () => {
  const deliverCall = (primaryOutcomeAchieved: unknown) =>
    deliver(
      'air',
      { body: bytes({ call: { sid: 'CA1', outcome: 'x', primaryOutcomeAchieved } }) },
      { inputData: { only_primary: true } },
    );
  expect(await deliverCall(true)).toHaveLength(1);
  expect(await deliverCall(false)).toEqual([]);
  expect(await deliverCall(null)).toEqual([]);
});

test('gives one result per outcome of a list, and an outcome that is in it twice once', async () => {
  const sold = { uuid: 1, callOutcome: 'SALE' };
  const lost = { uuid: 2, callOutcome: 'NO_SALE' };
  const results = await deliver('iclosed', { body: bytes([sold, lost, sold]) });
  expect(results.map(({ outcome }) => outcome.id)).toEqual(['1', '2']);
});

test.each<{ id: ProviderId; body: unknown }>([
  { id: 'air', body: { call: { sid: 'CA1' } } },
  { id: 'iclosed', body: [{ hookType: 'Call booked' }] },
])('starts no Zap with another event of $id', async ({ id, body }) => {
  expect(await deliver(id, { body: bytes(body) })).toEqual([]);
});

describe.each<{ id: ProviderId; header: string; secret: string }>([
  { id: 'air', header: 'authorization', secret: 'a bearer token of Air' },
  { id: 'iclosed', header: 'svix-signature', secret: 'c2VjcmV0IG9mIGlDbG9zZWQ=' },
])('a secret for $id', ({ id, header, secret }) => {
  const authData = { [`${id}_webhook_secret`]: secret };
  // Zapier turns a Zap off when most of its runs fail, and never for what is halted.
  const halted = {
    name: 'HaltedError',
    message: expect.stringMatching(/^The delivery does not prove that it is from .*\.$/),
  };

  test.each([{}, { [header]: '' }, { [header]: 'Bearer another' }, { [header]: 'v1,another' }])(
    'refuses a delivery with %j',
    async (headers) => {
      await expect(deliver(id, { body: bodyOf(id), headers }, { authData })).rejects.toMatchObject(halted);
    },
  );

  test('is not asked for where the connection says so', async () => {
    const unverified = { ...authData, [`${id}_accept_unverified`]: 'true' };
    expect(await deliver(id, { body: bodyOf(id) }, { authData: unverified })).toHaveLength(1);
  });

  test('matches nothing when it is blank', async () => {
    const blank = { [`${id}_webhook_secret`]: '  ' };
    await expect(deliver(id, { body: bodyOf(id) }, { authData: blank })).rejects.toMatchObject(halted);
  });
});

test('the bearer token of Air opens the door', async () => {
  const headers = { Authorization: 'Bearer a bearer token of Air' };
  const authData = { air_webhook_secret: 'a bearer token of Air' };
  expect(await deliver('air', { body: bodyOf('air'), headers }, { authData })).toHaveLength(1);
});
