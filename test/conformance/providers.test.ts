/** What every provider promises; a new one is tested by its line in the registry and its fixtures. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  callOutcome,
  fields,
  outcomeResults,
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
    expect(read(JSON.stringify(provider.samples[0]))).toEqual(read(sampleOf(id)));
    const { outcomes } = receive(id, { headers: {}, rawBody: sampleOf(id) });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.outcome.name).not.toBeNull();
    expect(outcomes[0]?.contact.phone).toMatch(/^\+\d+$/);
  });

  test('has a sample of each result, each of another person', () => {
    const outcomes = provider.samples.flatMap(
      (sample) => receive(id, { headers: {}, rawBody: JSON.stringify(sample) }).outcomes,
    );
    expect(outcomes.map(({ outcome }) => outcome.result).sort()).toEqual([...outcomeResults].sort());
    expect(new Set(outcomes.map(({ key }) => key)).size).toBe(outcomes.length);
    expect(new Set(outcomes.map(({ contact }) => contact.phone)).size).toBe(outcomes.length);
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
});

/** Paths of the record's values; lists and objects of the provider's own are values too. */
function leavesOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    const isLeaf = typeof item !== 'object' || item === null || path in fields;
    return isLeaf ? [path] : leavesOf(item, `${path}.`);
  });
}
