/** What every provider promises; a new one is tested by its line in the registry and its fixtures. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  callOutcome,
  fields,
  type Provider,
  providerIds,
  providers,
  type Received,
  receive,
  type ReceiveOptions,
  type WebhookRequest,
} from '../../shared/index.ts';
import { listedFiles, providerFiles } from '../host/n8n/providerFiles.ts';
import { fixturesOf, providerPath, resultOf, sampleOf } from '../helpers/fixtures.ts';
import { type Json, mapObjects, reverseKeys } from '../helpers/json.ts';
import { holds } from '../helpers/property.ts';

const root = new URL('../../', import.meta.url);

test('n8n/package.json lists the nodes and credentials of all providers', () => {
  const { n8n } = JSON.parse(readFileSync(new URL('n8n/package.json', root), 'utf8')) as { n8n: object };
  expect(n8n).toMatchObject(listedFiles());
});

describe.each(providerIds)('%s', (id) => {
  const provider: Provider = providers[id];
  const fixtures = fixturesOf(id);

  function read(rawBody: WebhookRequest['rawBody'], options: ReceiveOptions = {}): unknown {
    return resultOf(() => receive(id, { headers: {}, rawBody }, options));
  }

  test('names itself', () => {
    expect(provider.id).toBe(id);
    expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(provider.name).toMatch(/^\S.*\S$/);
    expect(provider.docsUrl).toMatch(/^https:\/\/\S+$/);
    expect(existsSync(providerPath(id, 'NOTES.md'))).toBe(true);
  });

  test('has an icon for light and another for dark backgrounds', () => {
    const [light, dark] = ['icon.svg', 'icon.dark.svg'].map((file) =>
      readFileSync(providerPath(id, file), 'utf8'),
    );
    expect(light).toMatch(/<svg[\s>]/);
    expect(dark).toMatch(/<svg[\s>]/);
    expect(dark).not.toBe(light);
  });

  test.each(Object.entries(providerFiles(provider)))('n8n has n8n/%s', (path, text) => {
    const file = new URL(`n8n/${path}`, root);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'Run npm run new-provider.').toBe(text);
  });

  test('has a documented delivery that shows every kind of value it sends', () => {
    expect(read(JSON.stringify(provider.sample))).toEqual(read(sampleOf(id)));
    const { outcomes } = receive(id, { headers: {}, rawBody: sampleOf(id) });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.outcome.name).not.toBeNull();
    expect(outcomes[0]?.contact.phone).toMatch(/^\+\d+$/);
  });

  describe.each(fixtures)('$name', ({ name, body, options, expected }) => {
    test('gives what the expected file says', () => {
      expect(read(body, options)).toEqual(expected);
    });

    test('is named after what comes of it', () => {
      const [kind] = name.split('-');
      const { outcomes = [], ignored = [], error } = expected as Partial<Received> & { error?: string };
      expect(error !== undefined).toBe(kind === 'refused');
      expect(ignored.length > 0 && outcomes.length === 0).toBe(kind === 'ignored');
    });

    test('gives records of the strict schema with every field of the table and no other', () => {
      const { outcomes = [] } = read(body, options) as Partial<Received>;
      for (const outcome of outcomes) {
        expect(callOutcome.parse(outcome)).toEqual(outcome);
        expect(leavesOf(outcome).sort()).toEqual(Object.keys(fields).sort());
      }
    });

    test('reads the same as bytes, as a view of other bytes, and as text', () => {
      const padded = Buffer.concat([Buffer.from('}{'), body, Buffer.from(']')]);
      const view = new Uint8Array(padded.buffer, padded.byteOffset + 2, body.length);
      expect(read(new Uint8Array(body), options)).toEqual(expected);
      expect(read(view, options)).toEqual(expected);
      expect(read(body.toString(), options)).toEqual(expected);
    });

    test('gives the same when it is delivered again', () => {
      expect(read(body, options)).toEqual(read(body, options));
    });

    test('gives the same whatever the order of its keys', () => {
      const reversed = reverseKeys(JSON.parse(body.toString()) as Json);
      expect(read(JSON.stringify(reversed), options)).toEqual(expected);
    });

    test('gives the same with unknown keys on every level', () => {
      const unknownKey = fc.oneof(
        fc.string().map((key) => `new_${key}`),
        fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'hasOwnProperty', 'then', ''),
      );
      const unknown = fc.uniqueArray(fc.tuple(unknownKey, fc.jsonValue()), {
        selector: ([key]) => key,
        minLength: 1,
        maxLength: 4,
      });
      const silent = { ...options, includeRaw: false };
      const before = read(body, silent);
      holds(
        fc.property(unknown, fc.boolean(), (added, first) => {
          const grown = mapObjects(JSON.parse(body.toString()) as Json, (object) => {
            const own = Object.entries(object);
            return Object.fromEntries(
              first ? [...(added as typeof own), ...own] : [...own, ...(added as typeof own)],
            );
          });
          expect(read(JSON.stringify(grown), silent)).toEqual(before);
        }),
        20,
      );
    });

    test('gives its own events, safe to hand on, when they are asked for', () => {
      const { outcomes = [] } = read(body, { ...options, includeRaw: true }) as Partial<Received>;
      const sent = JSON.stringify(JSON.parse(body.toString()));
      for (const { raw } of outcomes) {
        expect(raw).not.toBeNull();
        expect(raw).not.toHaveProperty('headers');
        for (const [key, value] of Object.entries(raw ?? {})) {
          expect(sent).toContain(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
        }
      }
      expect(JSON.stringify(read(body, options))).not.toMatch(/authorization/i);
    });
  });

  describe('proof', () => {
    const sender = {
      newSecret: () => provider.proof.secret.from(randomBytes(24)),
      prove: (secret: string, bytes: Uint8Array) => provider.proof.sign(bytes, secret, new Date()),
    };
    const body = sampleOf(id);
    const secret = sender.newSecret();
    const other = sender.newSecret();
    const accepted = read(body);
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
      expect(told).toContain(provider.proof.hint.slice(0, 20));
      for (const word of [secret, other, ...Object.values({ ...forged.headers, ...forged.query })]) {
        expect(told).not.toContain(word);
      }
    });

    test('is not asked for where no secret is set', () => {
      expect(resultOf(() => receive(id, { headers: {}, rawBody: body }))).toEqual(accepted);
      expect(deliver(sender.prove(other, body), undefined)).toEqual(accepted);
    });
  });
});

/** Paths of the record's values; lists and objects of the provider's own are values too. */
function leavesOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    const isLeaf = typeof item !== 'object' || item === null || path in fields;
    return isLeaf ? [path] : leavesOf(item, `${path}.`);
  });
}
