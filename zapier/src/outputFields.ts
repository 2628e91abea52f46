import type { PlainOutputField } from 'zapier-platform-core';
import { type Field, fields } from '../../shared/index.ts';

const TYPES: Readonly<Record<Field['type'], Partial<PlainOutputField>>> = {
  string: { type: 'string' },
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  datetime: { type: 'datetime' },
  list: { list: true },
  object: {},
};

/** As the Zap editor lists them; Zapier writes the path of a nested value with two underscores. */
export function outputFieldsOf(
  outputs: Readonly<Record<string, Pick<Field, 'label' | 'type'>>>,
): PlainOutputField[] {
  return Object.entries(outputs).map(([path, { label, type }]) => ({
    key: path.replaceAll('.', '__'),
    label,
    ...TYPES[type],
  }));
}

/** Those of the record. */
export const recordFields = outputFieldsOf(fields);
