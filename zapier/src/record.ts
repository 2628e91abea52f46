import type { PlainOutputField } from 'zapier-platform-core';
import { type Field, type FieldKey, fields } from '../../shared/index.ts';

const TYPES: Readonly<Record<Field['type'], Partial<PlainOutputField>>> = {
  string: { type: 'string' },
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  datetime: { type: 'datetime' },
  list: { list: true },
  object: {},
};

/** The record as the Zap editor lists it; Zapier writes the path of a nested value with two underscores. */
export const outputFields: PlainOutputField[] = (Object.entries(fields) as [FieldKey, Field][]).map(
  ([path, { label, type }]) => ({
    key: path.replaceAll('.', '__'),
    label,
    ...TYPES[type],
  }),
);
