import { describe, expect, test } from '@jest/globals';
import {
  OutcomeError,
  type OutcomeResult,
  providerIds,
  receive,
  type ReceiveOptions,
  type WebhookRequest,
} from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { signedHeaders } from '../helpers/signature.ts';

function errorOf(run: () => unknown): OutcomeError {
  try {
    run();
  } catch (error) {
    if (error instanceof OutcomeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('errors', () => {
  test.each<[string, () => unknown, object]>([
    [
      'a wrong proof',
      () => receive('air', { headers: {}, rawBody: '' }, { secret: 'x' }),
      { code: 'unauthorized', httpStatus: 401 },
    ],
    [
      'no JSON',
      () => receive('air', { headers: {}, rawBody: '{' }),
      { code: 'malformed_body', httpStatus: 400 },
    ],
    [
      'no event',
      () => receive('air', { headers: {}, rawBody: '{}' }),
      { code: 'invalid_payload', httpStatus: 422 },
    ],
    [
      'an unknown provider',
      () => receive('constructor' as 'air', { headers: {}, rawBody: '{}' }),
      { code: 'unknown_provider', httpStatus: 404 },
    ],
  ])('%s is told with a code, a status and a hint', (_what, run, expected) => {
    const error = errorOf(run);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'OutcomeError', retryable: false, ...expected });
    expect(error.message).toMatch(/^[A-Z].{9,}\.$/);
    expect(error.hint).toMatch(/^[A-Z].{9,}\.$/);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      message: error.message,
      hint: error.hint,
      retryable: false,
      ...expected,
    });
  });

  test.each(providerIds)('of %s tell nothing of the body', (provider) => {
    const told = ['{"my-secret": ', '{"my-secret": 1}', '"my-secret"', '["my-secret"]'].map((rawBody) => {
      const error = errorOf(() => receive(provider, { headers: { 'x-key': 'my-secret' }, rawBody }));
      expect(error.cause).toBeUndefined();
      return `${JSON.stringify(error)}${String(error)}${error.stack ?? ''}`;
    });
    expect(told.join()).not.toContain('my-secret');
  });
});

describe('results of the user', () => {
  function resultOf(name: string, results: unknown, reason?: string): string | undefined {
    const rawBody = JSON.stringify([{ uuid: 1, callOutcome: name, noSaleReason: reason }]);
    const options: ReceiveOptions = { results: results as Record<string, OutcomeResult> };
    return receive('iclosed', { headers: {}, rawBody }, options).outcomes[0]?.outcome.result;
  }

  test('they win over the built-in rules', () => {
    expect(resultOf('SALE', { SALE: 'negative' })).toBe('negative');
    expect(resultOf('NO_SALE', { NO_SALE: 'not_reached' }, 'FOLLOW_UP_SCHEDULE')).toBe('not_reached');
    expect(resultOf('SALE', { SALE: 'unknown' })).toBe('unknown');
    expect(resultOf('SALE', { WON: 'negative' })).toBe('positive');
  });

  test('letter case and blanks around a name do not matter', () => {
    for (const name of ['Call back', 'call back', 'CALL BACK', ' Call Back ']) {
      for (const key of ['call BACK', ' Call back'])
        expect(resultOf(name, { [key]: 'follow_up' })).toBe('follow_up');
    }
    expect(resultOf('Rückruf', { RÜCKRUF: 'follow_up' })).toBe('follow_up');
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype', '0', 'then'])(
    'the name %j is a name like any other',
    (name) => {
      expect(resultOf(name, JSON.parse(`{"${name}": "positive"}`))).toBe('positive');
      expect(resultOf(name, {})).toBe('unknown');
      expect(resultOf(name, { other: 'positive' })).toBe('unknown');
    },
  );

  test.each([null, 'good', 'Positive', '', 5, {}, ['positive'], '__proto__', 'constructor'])(
    'the result %j, which is none of the five, is passed over',
    (result) => {
      expect(resultOf('SALE', { sale: result })).toBe('positive');
    },
  );

  test.each([null, undefined, 'SALE', 5, [], ['positive'], true])(
    '%j for a table changes nothing',
    (results) => {
      expect(resultOf('SALE', results)).toBe('positive');
    },
  );

  test.each(providerIds)('they work for %s', (provider) => {
    const request = { headers: {}, rawBody: sampleOf(provider) };
    const name = receive(provider, request).outcomes[0]?.outcome.name ?? '';
    const results = { [name.toUpperCase()]: 'not_reached' } as const;
    expect(receive(provider, request, { results }).outcomes[0]?.outcome).toMatchObject({
      name,
      result: 'not_reached',
      resultSource: 'custom',
    });
  });

  test('their names are not read by words', () => {
    expect(resultOf('Interested!', { Interested: 'negative' })).toBe('positive');
    expect(resultOf('Very interested', { interested: 'negative' })).toBe('positive');
  });

  test.each(providerIds)('without one the words of the name count, for %s', (provider) => {
    const sample = sampleOf(provider).toString();
    const { outcome } = receive(provider, { headers: {}, rawBody: sample }).outcomes[0] ?? {};
    const rawBody = sample
      .replaceAll(JSON.stringify(outcome?.name), '"Left a message"')
      .replace('"primaryOutcomeAchieved": true', '"primaryOutcomeAchieved": null');
    expect(receive(provider, { headers: {}, rawBody }).outcomes[0]?.outcome).toMatchObject({
      name: 'Left a message',
      result: 'not_reached',
      resultSource: 'name',
    });
  });

  test('an outcome without a name has no result of the user', () => {
    const rawBody = JSON.stringify({ hookType: 'Outcome added', callOutcome: null });
    const results = { '': 'positive', null: 'positive' } as const;
    const [outcome] = receive('iclosed', { headers: {}, rawBody }, { results }).outcomes;
    expect(outcome?.outcome.result).toBe('unknown');
  });
});

describe('raw', () => {
  test.each(providerIds)('of %s is the event only when it is asked for', (provider) => {
    const request = { headers: {}, rawBody: sampleOf(provider) };
    const rawWith = (includeRaw: unknown) =>
      receive(provider, request, { includeRaw: includeRaw as boolean }).outcomes[0]?.raw;
    expect(rawWith(true)).toEqual(expect.any(Object));
    for (const no of [false, undefined, null, 'false', 1]) expect(rawWith(no)).toBeNull();
  });

  test('it has no key that reaches a prototype', () => {
    const rawBody =
      '{"outcome": {"outcome_id": 1, "__proto__": {"isAdmin": true}}, "constructor": 1, "a": 2}';
    const [outcome] = receive('sailor', { headers: {}, rawBody }, { includeRaw: true }).outcomes;
    expect(outcome?.raw).toEqual({ outcome: { outcome_id: 1 }, a: 2 });
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});

describe('the clock', () => {
  const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  const body = sampleOf('iclosed').toString();
  const signed = (seconds: number): WebhookRequest => ({
    headers: signedHeaders({ id: 'msg_1', seconds, secret, body }),
    rawBody: body,
  });

  test('it is the argument', () => {
    const now = () => new Date('2024-03-20T11:00:00Z');
    const seconds = now().getTime() / 1000;
    expect(receive('iclosed', signed(seconds), { secret, now }).outcomes).toHaveLength(1);
    expect(errorOf(() => receive('iclosed', signed(seconds - 301), { secret, now })).code).toBe(
      'unauthorized',
    );
    expect(errorOf(() => receive('iclosed', signed(Date.now() / 1000), { secret, now })).code).toBe(
      'unauthorized',
    );
  });

  test("without the argument it is the machine's", () => {
    expect(receive('iclosed', signed(Math.floor(Date.now() / 1000)), { secret }).outcomes).toHaveLength(1);
  });
});
