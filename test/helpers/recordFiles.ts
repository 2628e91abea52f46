/** What people and other tools are told of the record, made from its one schema, table of fields and fixtures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import {
  type CallOutcome,
  fields,
  outcomeJsonSchema,
  providerIds,
  providers,
  type Received,
} from '../../shared/index.ts';
import { recordFields } from '../../zapier/src/outputFields.ts';
import { fixturesOf } from './fixtures.ts';

const TABLE = /(?<=<!-- `npm run schema` writes this table -->\n\n).*?(?=\n\n<!-- end of the table -->)/s;

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../shared/${file}`, import.meta.url));
}

/** Paths and the text that each should have. */
export async function recordFiles(): Promise<Map<string, string>> {
  const schema = pathOf('outcome.schema.json');
  const page = pathOf('FIELDS.md');
  const options = await prettier.resolveConfig(schema);
  return new Map([
    [schema, await prettier.format(JSON.stringify(outcomeJsonSchema()), { ...options, filepath: schema })],
    [page, readFileSync(page, 'utf8').replace(TABLE, () => table())],
  ]);
}

function table(): string {
  const rows = Object.entries(fields).map(([path, { label, type, help }], index) => [
    label,
    `\`{{ $json.${path} }}\``,
    `\`${recordFields[index]?.key ?? ''}\``,
    type,
    help ?? '',
    sendersOf(path),
  ]);
  return [
    ['Label', 'n8n', 'Zapier', 'type', 'what it holds', 'sent by'],
    ['---', '---', '---', '---', '---', '---'],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The providers that have a fixture with something in this field. */
function sendersOf(path: string): string {
  const names = providerIds
    .filter((id) => recordsOf(id).some((record) => isFilled(valueAt(record, path))))
    .map((id) => providers[id].name);
  return names.length === providerIds.length ? 'all' : names.join(', ');
}

function recordsOf(id: (typeof providerIds)[number]): CallOutcome[] {
  return fixturesOf(id).flatMap(({ expected }) => (expected as Partial<Received>).outcomes ?? []);
}

function valueAt(record: CallOutcome, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], record);
}

function isFilled(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}
