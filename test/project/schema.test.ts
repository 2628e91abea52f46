import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { callOutcome, fields, outcomeJsonSchema, providerIds, receive } from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { recordFiles } from '../helpers/recordFiles.ts';

const files = await recordFiles();

test.each([...files])('%s is what `npm run schema` writes', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('the JSON Schema wants every key of the record, and no other', () => {
  const schema = outcomeJsonSchema() as unknown as Node;
  expect(pathsOf(schema).sort()).toEqual(Object.keys(fields).sort());
  for (const provider of providerIds) {
    for (const record of receive(provider, { headers: {}, rawBody: sampleOf(provider) }).outcomes) {
      expect(Object.keys(callOutcome.parse(record)).sort()).toEqual([...schema.required].sort());
    }
  }
});

interface Node {
  title?: string;
  required: string[];
  additionalProperties: unknown;
  properties?: Record<string, Node>;
}

/** Of what carries a label; blocks of fields are closed and want all their keys. */
function pathsOf({ properties = {}, required, additionalProperties }: Node, prefix = ''): string[] {
  expect([prefix, additionalProperties, required]).toEqual([prefix, false, Object.keys(properties)]);
  return Object.entries(properties).flatMap(([key, value]) =>
    value.title === undefined ? pathsOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}
