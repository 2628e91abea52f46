import * as z from 'zod/mini';
import { callOutcome, fields } from './outcome.ts';
import { isRecord } from './values/wire.ts';

/** The record as JSON Schema (draft 7, which most tools read), with the labels and help of its fields. */
export function outcomeJsonSchema(): Record<string, unknown> {
  return {
    title: 'Call outcome',
    description:
      'One call outcome of any provider. Every key is always there; what a provider does not send is null, lists are empty.',
    ...describe(z.toJSONSchema(callOutcome, { target: 'draft-7' }), ''),
  };
}

function describe(schema: Record<string, unknown>, path: string): Record<string, unknown> {
  const field = Object.entries(fields).find(([key]) => key === path)?.[1];
  if (field) return { title: field.label, ...(field.help ? { description: field.help } : {}), ...schema };
  if (!isRecord(schema.properties)) return schema;
  const properties = Object.entries(schema.properties).map(([key, value]) => [
    key,
    isRecord(value) ? describe(value, path === '' ? key : `${path}.${key}`) : value,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) as Record<string, unknown> };
}
