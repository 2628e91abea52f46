import { describe, expect, test } from '@jest/globals';
import { senders as proofs } from '../host/n8n/senders.ts';
import { readDelivery, type Sender } from '../../n8n/lib/readDelivery.ts';
import { type ProviderId, providerIds, receive } from '../../shared/index.ts';
import { fixturesOf, resultOf, sampleOf } from '../helpers/fixtures.ts';

const unproven: Sender[] = providerIds.map((provider) => ({ provider, secrets: undefined }));

const secretOf = Object.fromEntries(providerIds.map((id) => [id, proofs[id].newSecret()])) as Record<
  ProviderId,
  string
>;
const proven: Sender[] = providerIds.map((provider) => ({ provider, secrets: [secretOf[provider]] }));

/** A delivery as the Webhook node hands it on, with the proof that its provider adds. */
function deliveryOf(provider: ProviderId, body: Buffer) {
  const { headers = {}, query = {} } = proofs[provider].prove(secretOf[provider], body);
  return { headers, query, body: undefined, rawBody: body };
}

describe.each(providerIds)('%s', (provider) => {
  describe.each(fixturesOf(provider).map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_, { body, options, expected }) => {
      const delivery = deliveryOf(provider, body);

      test('is read as by the trigger, whoever else may post', () => {
        expect(resultOf(() => readDelivery(delivery, proven, options))).toEqual(expected);
      });

      test('is read as by the trigger, from one provider', () => {
        const sender = { provider, secrets: undefined };
        expect(resultOf(() => readDelivery(delivery, [sender], options))).toEqual(
          resultOf(() => receive(provider, delivery, options)),
        );
      });
    },
  );

  test('is told from the payload alone', () => {
    const body = sampleOf(provider);
    const delivery = {
      headers: {},
      query: {},
      body: JSON.parse(body.toString()) as unknown,
      rawBody: undefined,
    };

    expect(readDelivery(delivery, unproven, {})).toEqual(receive(provider, { headers: {}, rawBody: body }));
  });

  test('is refused with the secret of another provider only', () => {
    const delivery = deliveryOf(provider, sampleOf(provider));
    const others = proven.filter((sender) => sender.provider !== provider);

    expect(() => readDelivery(delivery, others, {})).toThrow(
      expect.objectContaining({ code: 'unauthorized', hint: expect.stringMatching(/credential/) }),
    );
  });
});

test('asks for the body as it was sent where a signature has to be checked', () => {
  const delivery = { ...deliveryOf('iclosed', sampleOf('iclosed')), body: [], rawBody: undefined };

  expect(() => readDelivery(delivery, proven, {})).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringMatching(/Raw Body/) }),
  );
});

test.each([
  ['{}', 'invalid_payload'],
  ['[]', 'invalid_payload'],
  ['hello', 'malformed_body'],
  ['', 'malformed_body'],
])('refuses %j from anybody', (body, code) => {
  const delivery = { headers: {}, query: {}, body: undefined, rawBody: Buffer.from(body) };

  expect(() => readDelivery(delivery, unproven, {})).toThrow(expect.objectContaining({ code }));
});
