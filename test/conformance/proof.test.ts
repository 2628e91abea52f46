/** What every provider promises of its proof: the right secret opens, and nothing else does. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { providerIds, providers, receive, type WebhookRequest } from '../../shared/index.ts';
import { resultOf, sampleOf } from '../helpers/fixtures.ts';

describe.each(providerIds)('the proof of %s', (id) => {
  const { proof: scheme } = providers[id];
  const sender = {
    newSecret: () => scheme.secret.from(randomBytes(24)),
    prove: (secret: string, bytes: Uint8Array) => scheme.sign(bytes, secret, new Date()),
  };
  const body = sampleOf(id);
  const secret = sender.newSecret();
  const other = sender.newSecret();
  const accepted = resultOf(() => receive(id, { headers: {}, rawBody: body }));
  const refused = { error: 'unauthorized' };

  type Proof = ReturnType<typeof sender.prove>;
  function deliver(
    proof: { headers?: WebhookRequest['headers']; query?: object },
    secrets: unknown,
    rawBody: WebhookRequest['rawBody'] = body,
  ): unknown {
    const request = { headers: {}, rawBody, ...proof } as WebhookRequest;
    return resultOf(() => receive(id, request, { secret: secrets as string }));
  }
  function changeHeaders(proof: Proof, change: (name: string, value: string) => [string, unknown][]) {
    const headers = Object.entries(proof.headers ?? {}).flatMap(([name, value]) => change(name, value));
    return { ...proof, headers: Object.fromEntries(headers) as WebhookRequest['headers'] };
  }

  test('is accepted with the right secret, over text and bytes', () => {
    const proof = sender.prove(secret, body);
    expect(deliver(proof, secret)).toEqual(accepted);
    expect(deliver(proof, secret, body.toString())).toEqual(accepted);
    expect(deliver(proof, secret, new Uint8Array(body))).toEqual(accepted);
  });

  test('is accepted with any of several secrets, while one replaces the other', () => {
    for (const secrets of [
      [secret, other],
      [other, secret],
      ['', secret],
    ]) {
      expect(deliver(sender.prove(secret, body), secrets)).toEqual(accepted);
    }
  });

  test('is accepted with header names in any letter case, and values as lists of one', () => {
    const proof = sender.prove(secret, body);
    expect(
      deliver(
        changeHeaders(proof, (name, value) => [[name.toUpperCase(), value]]),
        secret,
      ),
    ).toEqual(accepted);
    expect(
      deliver(
        changeHeaders(proof, (name, value) => [[name, [value]]]),
        secret,
      ),
    ).toEqual(accepted);
  });

  test.each<[string, unknown]>([
    ['another secret', other],
    ['other secrets', [other, sender.newSecret()]],
    ['an empty secret', ''],
    ['a blank secret', '  \t '],
    ['an empty list of secrets', []],
    ['a list of empty secrets', ['', ' ']],
    ['null', null],
    ['a number', 5],
    ['an object', { secret }],
    ['a list in a list', [[secret]]],
    ['the secret with more behind it', `${secret}x`],
    ['the first half of the secret', secret.slice(0, secret.length / 2)],
    ['the secret in capitals', secret.toUpperCase()],
  ])('is refused where the receiver has %s', (_what, secrets) => {
    expect(deliver(sender.prove(secret, body), secrets)).toEqual(refused);
  });

  test.each(['', ' ', 'whsec_', 'undefined', 'null'])(
    'with the secret %j cannot be made by anyone',
    (empty) => {
      expect(deliver({}, empty)).toEqual(refused);
      expect(deliver({ query: { token: '' }, headers: { authorization: 'Bearer ' } }, empty)).toEqual(
        refused,
      );
      expect(deliver(sender.prove('', body), empty)).toEqual(refused);
      expect(deliver(sender.prove(' ', body), empty)).toEqual(refused);
    },
  );

  test('is refused where nothing was sent', () => {
    expect(deliver({}, secret)).toEqual(refused);
    expect(deliver({ query: {} }, [secret, other])).toEqual(refused);
  });

  test('is refused where any part of it is missing, empty, cut or longer', () => {
    const { headers = {}, query = {} } = sender.prove(secret, body);
    const changes: ((value: string) => unknown)[] = [
      () => undefined,
      () => '',
      () => [],
      () => [''],
      () => null,
      (value) => value.slice(0, -1),
      (value) => `${value}x`,
      (value) => [value, `${value}x`],
    ];
    for (const change of changes) {
      for (const name of Object.keys(headers)) {
        const changed = { ...headers, [name]: change(headers[name] ?? '') } as WebhookRequest['headers'];
        expect([name, deliver({ headers: changed, query }, secret)]).toEqual([name, refused]);
      }
      for (const name of Object.keys(query)) {
        const changed = { ...query, [name]: change(query[name] ?? '') };
        expect([name, deliver({ headers, query: changed }, secret)]).toEqual([name, refused]);
      }
    }
  });

  test('is refused where a header was sent twice with different values', () => {
    const proof = sender.prove(secret, body);
    const forged = sender.prove(other, body);
    for (const twice of [
      changeHeaders(proof, (name, value) => [[name, [value, forged.headers?.[name]]]]),
      changeHeaders(proof, (name, value) => [[name, [forged.headers?.[name], value]]]),
      changeHeaders(proof, (name, value) => [
        [name, value],
        [name.toUpperCase(), forged.headers?.[name]],
      ]),
    ]) {
      if (Object.keys(twice.headers).length > 0) expect(deliver(twice, secret)).toEqual(refused);
    }
  });

  test('is refused before anything of the body is looked at', () => {
    for (const rawBody of ['', 'no JSON', '{}', '[', Buffer.from([0xff, 0xfe])]) {
      expect(deliver({}, secret, rawBody)).toEqual(refused);
      expect(deliver(sender.prove(secret, Buffer.from(rawBody)), other, rawBody)).toEqual(refused);
    }
    const noJson = Buffer.from('no JSON');
    expect(deliver(sender.prove(secret, noJson), secret, noJson)).toEqual({ error: 'malformed_body' });
  });

  test('is refused without a word of the secret, the proof or the body', () => {
    const forged = sender.prove(other, body);
    const told = (() => {
      try {
        receive(id, { headers: {}, rawBody: body, ...forged }, { secret });
      } catch (error) {
        return `${JSON.stringify(error)} ${String(error)} ${(error as Error).stack ?? ''}`;
      }
      return '';
    })();
    expect(told).toContain(scheme.hint.slice(0, 20));
    for (const word of [secret, other, ...Object.values({ ...forged.headers, ...forged.query })]) {
      expect(told).not.toContain(word);
    }
  });

  test('is not asked for where no secret is set', () => {
    expect(resultOf(() => receive(id, { headers: {}, rawBody: body }))).toEqual(accepted);
    expect(deliver(sender.prove(other, body), undefined)).toEqual(accepted);
  });
});
