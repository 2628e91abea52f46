import type { Action, Provider } from '../../core.ts';
import { camelCase } from '../text.ts';

interface Schema {
  type: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/**
 * What each action puts out, so that the editor offers it for mapping before the first run. n8n looks for a file with
 * the schema in `__schema__` beside the node: https://github.com/n8n-io/n8n/tree/master/packages/nodes-base/nodes
 */
export function outputSchemas({ actions }: Provider): { file: string; schema: Schema }[] {
  return actions.map(({ noun, key, sample, outputs }) => ({
    file: `__schema__/v1.0.0/${camelCase(noun)}/${key}.json`,
    schema: schemaOf(sample, '', outputs),
  }));
}

function schemaOf(value: unknown, path: string, outputs: Action['outputs']): Schema {
  if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0] ?? '', path, outputs) };
  if (typeof value !== 'object') return { type: typeof value };
  // What is empty in the sample has the type that is declared for it.
  if (value === null) return { type: outputs[path]?.type === 'number' ? 'number' : 'string' };
  const properties = Object.entries(value).map(([name, part]) => [
    name,
    schemaOf(part, path === '' ? name : `${path}.${name}`, outputs),
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) as Record<string, Schema> };
}
